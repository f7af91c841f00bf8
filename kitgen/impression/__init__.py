"""What follows a print run: its record, what changed since, and what is sent away."""
