"""AUTHORIZER of every route that is not public: who is calling, and which part of the API is theirs."""

from typing import Any

from connextlive.errors import Unauthorized
from connextlive.models import principal
from connextlive.runtime import started

AREAS = {"CUSTOMER": "tenant", "AGENT": "agent", "VISITOR": "widget"}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Allows the whole area of the caller's role, so that API Gateway may keep the answer for the token."""
    try:
        scheme, _, token = event["authorizationToken"].partition(" ")
        caller = principal.of_token(token if scheme.lower() == "bearer" else "")
    except Unauthorized:
        # API Gateway makes a 401 of exactly this text, and a 500 of every other.
        raise Exception("Unauthorized") from None
    api, stage = event["methodArn"].split("/")[:2]
    resource = f"{api}/{stage}/*/api/{AREAS[caller.role]}/*"
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resource}
    return {
        "principalId": caller.id,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {"tenantId": caller.tenant_id, "userId": caller.id, "role": caller.role, "name": caller.name},
    }


started(handler)
