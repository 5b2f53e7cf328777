"""DynamoDB costs of endpoints: capacity units, dollars, large and busy tenants."""
