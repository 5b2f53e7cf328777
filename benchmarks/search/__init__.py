"""What search finds and costs, against a scan of everything: `make bench-search`."""
