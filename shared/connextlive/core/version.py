"""The version that runs."""

VERSION = "0.1.0"
