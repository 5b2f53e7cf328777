"""What makes Lambda functions: API endpoints, event consumers, and their start."""
