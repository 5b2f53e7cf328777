"""The DynamoDB table: attribute maps, reads, pages, writes. Only `orm.py` imports PynamoDB."""
