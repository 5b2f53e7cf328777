"""boto3's resource, which translates values itself, also those of its client."""

from collections.abc import Sequence
from typing import Any

import boto3

client = boto3.resource("dynamodb").meta.client
CALLS = {client.meta.method_to_api_mapping[name]: getattr(client, name) for name in client.meta.method_to_api_mapping}


def ask(asked: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Calls, one after the other."""
    return [CALLS[operation](**request) for operation, request in asked]
