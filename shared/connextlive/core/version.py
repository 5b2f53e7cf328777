"""The running version."""

VERSION = "0.1.0"
