"""The widget and the console in a real browser, against the whole stack."""
