"""Domain events, derived from committed changes of the table."""
