"""Bare botocore: the same client without boto3 around it."""

from typing import Any

import botocore.session
from calls import asking, handle

client = botocore.session.get_session().create_client("dynamodb")
CALLS = {client.meta.method_to_api_mapping[name]: getattr(client, name) for name in client.meta.method_to_api_mapping}
ask = asking(lambda operation, request: CALLS[operation](**request))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return handle(event, ask)
