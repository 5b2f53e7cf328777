"""The demo workspace, and pages that only the local stack has."""
