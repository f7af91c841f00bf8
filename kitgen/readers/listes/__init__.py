"""Candidate lists: any file that a secretary has, as typed cells that know their place; then candidates."""
