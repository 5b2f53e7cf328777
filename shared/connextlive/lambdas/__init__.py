"""What makes Lambda functions: endpoints of the API, consumers of events, and their start."""
