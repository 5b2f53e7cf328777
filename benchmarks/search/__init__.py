"""Search results and costs, compared with a full scan: `make bench-search`."""
