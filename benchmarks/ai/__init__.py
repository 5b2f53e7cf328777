"""The analyzer's accuracy: `make bench-ai`."""
