"""template.yaml: read, resolved, and deployed to ministack."""
