from connextlive import dynamodb  # noqa: F401  # first of all: it imports PynamoDB without botocore
