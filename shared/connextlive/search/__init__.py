"""Full-text search over an inverted index in the table."""
