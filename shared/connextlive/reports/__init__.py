"""Reports: facts, roll-ups, figures and rendering. docs/reports.md has the definitions."""

BILLION = 1_000_000_000  # costs are counted in billionths of a dollar: an analysis costs some ten millionths
