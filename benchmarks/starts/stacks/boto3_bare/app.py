"""Bare boto3: its low-level client, answers built by hand."""

from typing import Any

import boto3
from calls import asking, handle

client = boto3.client("dynamodb")
CALLS = {client.meta.method_to_api_mapping[name]: getattr(client, name) for name in client.meta.method_to_api_mapping}
ask = asking(lambda operation, request: CALLS[operation](**request))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return handle(event, ask)
