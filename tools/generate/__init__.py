"""Generates files from the code: `make generate`."""
