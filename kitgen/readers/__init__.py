"""From files to models: each reader knows lines and cells, and returns what it could read with all problems."""
