"""Rendering of emails and reports with Jinja2 and Babel, for consumers only."""
