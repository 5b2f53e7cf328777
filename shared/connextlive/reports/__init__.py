"""Reports: what is counted, how it is merged, and how it is shown. docs/reports.md holds the definitions."""
