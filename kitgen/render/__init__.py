"""From a Word template and a context to a Word document: strict, escaped, compiled once per template."""
