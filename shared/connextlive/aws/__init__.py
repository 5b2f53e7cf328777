"""AWS services: without botocore in requests, with botocore in consumers."""
