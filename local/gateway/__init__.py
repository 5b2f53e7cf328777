"""Plays API Gateway and CloudFront: the REST API, the WebSocket API, the web files."""
