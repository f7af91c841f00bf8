"""The check of a Word template: every fault at once, in French, at the place where a person finds it."""
