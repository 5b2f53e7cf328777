"""Bare botocore: the same client without boto3 around it."""

from typing import Any

import botocore.session
from calls import handle

client = botocore.session.get_session().create_client("dynamodb")
CALLS = {"Query": client.query, "GetItem": client.get_item, "BatchGetItem": client.batch_get_item}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return handle(event, lambda operation, request: CALLS[operation](**request))
