"""The rules of the trade, pure: who is evaluated on what, when, with which sujets."""
