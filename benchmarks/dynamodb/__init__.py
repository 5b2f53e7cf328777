"""What endpoints cost in DynamoDB: capacity units, dollars, large and busy tenants."""
