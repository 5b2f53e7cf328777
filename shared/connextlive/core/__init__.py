"""What every package may use, without AWS: errors, IDs, languages, text, addresses."""
