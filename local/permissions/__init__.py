"""Plays IAM: each function may do what its entry in the template grants, and nothing else.

Standard library only: `policy`, `calls` and `guard` also run in ministack's process, which has other packages.
"""
