"""Who does the work besides this process: a team of processes, a cluster."""
