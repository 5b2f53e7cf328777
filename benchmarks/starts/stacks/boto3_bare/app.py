"""Bare boto3: its low-level client, answers built by hand."""

from typing import Any

import boto3
from calls import handle

client = boto3.client("dynamodb")
CALLS = {"Query": client.query, "GetItem": client.get_item, "BatchGetItem": client.batch_get_item}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return handle(event, lambda operation, request: CALLS[operation](**request))
