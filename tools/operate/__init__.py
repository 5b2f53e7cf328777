"""What operators of a deployed stack run."""
