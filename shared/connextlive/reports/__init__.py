"""Reports: facts, roll-ups, figures and rendering. docs/reports.md has the definitions."""
