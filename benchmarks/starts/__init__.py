"""How long functions take to start and to answer: `make bench`."""
