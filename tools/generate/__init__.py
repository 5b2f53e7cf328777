"""Makes the files that follow from the code: `python -m tools.generate`, or `make generate`."""
