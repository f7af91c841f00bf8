"""Packs: the finished documents of one recipient, in order, as one PDF."""
