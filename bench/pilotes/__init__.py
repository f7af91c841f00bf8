"""Drivers: each is one contender at work, run as a process of its own; the last line it prints is a JSON object.

Those of the peers import neither kitgen nor `bench`: they run in the environment of the peers.
"""
