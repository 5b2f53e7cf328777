"""AWS's services without botocore where a request calls them, with boto3 where only consumers do."""
