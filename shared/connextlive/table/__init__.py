"""The one DynamoDB table: attribute maps, reads, pages, writes. Only `orm.py` names PynamoDB."""
