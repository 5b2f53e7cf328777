"""Puts the local stack together and keeps it running."""
