"""template.yaml: parsed, resolved, and deployed to ministack."""
