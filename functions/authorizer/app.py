"""AUTHORIZER of every non-public route and of the WebSocket: identifies the caller and what they may access."""

from typing import Any

from connextlive.lambdas.start import started
from connextlive.chat import principal
from connextlive.core.caller import Caller
from connextlive.core.environment import environment
from connextlive.core.errors import Unauthorized

# API Gateway returns a 401 for exactly this message, and a 500 for any other.
REFUSED = "Unauthorized"
AREAS = {"CUSTOMER": ("tenant", "auth"), "AGENT": ("agent", "auth"), "VISITOR": ("widget",)}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Allows everything under the caller's role, and of users their own account, so that API Gateway can cache the
    policy per token."""
    if event["type"] == "REQUEST":
        return _of_websocket(event)
    scheme, _, token = event["authorizationToken"].partition(" ")
    caller = _caller(token if scheme.lower() == "bearer" else "")
    api, stage = event["methodArn"].split("/")[:2]
    return _allowed(caller, [f"{api}/{stage}/*/api/{area}/*" for area in AREAS[caller.role]])


def _of_websocket(event: dict[str, Any]) -> dict[str, Any]:
    """Allows one connection. Its frames carry the context, so nothing is checked again while it is open."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    if environment.socket_key and headers.get("x-origin-key") != environment.socket_key:
        raise Exception(REFUSED)  # it came past CloudFront
    caller = _caller(event["queryStringParameters"]["token"])
    answer = _allowed(caller, [event["methodArn"]])
    more = {"keyId": caller.key_id, "tokenVersion": caller.token_version, "expiresAt": caller.expires_at}
    answer["context"] |= {name: str(value) for name, value in more.items() if value is not None}
    return answer


def _caller(token: str) -> Caller:
    try:
        return principal.of_token(token)
    except Unauthorized:
        raise Exception(REFUSED) from None


def _allowed(caller: Caller, resources: list[str]) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resources}
    context = {"tenantId": caller.tenant_id, "userId": caller.id, "role": caller.role, "name": caller.name}
    if caller.session_id:
        context["sessionId"] = caller.session_id
    return {
        "principalId": caller.id,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": context,
    }


started(handler)
