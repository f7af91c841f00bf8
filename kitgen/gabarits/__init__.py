"""The shipped Word templates, as readable code: `python -m kitgen.gabarits templates/` writes them."""
