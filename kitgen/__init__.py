"""kitgen: evaluation kits, ready to print, from a référentiel and a candidate list."""

__version__ = "0.1.0"
