"""Full-text search over postings in the table."""
