"""How fast the console is: `make bench-console`."""
