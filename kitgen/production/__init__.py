"""A build, from the session to the folder that is put in its place: its stages and their order."""
