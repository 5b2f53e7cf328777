"""Cold starts and response times of functions: `make bench`."""
