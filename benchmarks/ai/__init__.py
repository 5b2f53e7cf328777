"""How often the analyser is right: `make bench-ai`."""
