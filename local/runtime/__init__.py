"""Plays the Lambda service: loads functions and invokes them."""
