"""The engines that turn Word documents into PDFs, one module each, behind one protocol.

`choix.choisir` picks one. Nothing is imported here: the children start through this package, many times a run.
"""
