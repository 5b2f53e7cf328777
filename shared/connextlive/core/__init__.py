"""What every room may use and nothing of AWS: errors, ids, languages, text, addresses."""
