"""Assembles the local stack and keeps it running."""
