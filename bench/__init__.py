"""Measures: how long kitgen takes beside the plainest thing that could be done with the same files."""
