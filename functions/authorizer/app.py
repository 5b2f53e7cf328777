"""AUTHORIZER of every non-public route and of the WebSocket: identifies the caller and what they may access."""

from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive.chat import principal
from connextlive.core import blocking
from connextlive.core.caller import Caller
from connextlive.core.environment import environment
from connextlive.core.errors import Unauthorized

# API Gateway returns a 401 for exactly this message, and a 500 for any other.
REFUSED = "Unauthorized"
METHODS = {"read": ("GET",), "write": ("POST", "PUT", "PATCH", "DELETE")}
DENIED = ("tokens", "sign-in", "workspace/deletion", "workspace/ownership")
AREAS = {"CUSTOMER": ("tenant", "auth"), "AGENT": ("agent", "auth"), "VISITOR": ("widget",)}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Allows everything under the caller's role, and of users their own account, so that API Gateway can cache the
    policy per token."""
    if event["type"] == "REQUEST":
        return _of_websocket(event)
    scheme, _, token = event["authorizationToken"].partition(" ")
    caller = _caller(token if scheme.lower() == "bearer" else "")
    api, stage = event["methodArn"].split("/")[:2]
    if caller.token_id:
        return _of_another_system(caller, f"{api}/{stage}")
    areas = ("auth",) if caller.is_limited else AREAS[caller.role]
    return _allowed(caller, [f"{api}/{stage}/*/api/{area}/*" for area in areas])


def _of_websocket(event: dict[str, Any]) -> dict[str, Any]:
    """Allows one connection. Its frames carry the context, so nothing is checked again while it is open."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    if environment.socket_key and headers.get("x-origin-key") != environment.socket_key:
        raise Exception(REFUSED)  # it came past CloudFront
    caller = _caller(event["queryStringParameters"]["token"])
    if caller.is_limited or caller.token_id or blocking.is_blocked(caller.blocked_until):
        raise Exception(REFUSED)
    from connextlive.lambdas.request import Request  # other requests' address is not known here

    # Only what came by CloudFront has its headers from there.
    known = headers if environment.socket_key else {}
    caller = caller._replace(address=Request({**event, "headers": known}).address)
    if caller.role == "VISITOR" and principal.comes_from_a_blocked_address(caller):
        raise Exception(REFUSED)
    return _allowed(caller, [event["methodArn"]], is_connection=True)


def _of_another_system(caller: Caller, stage: str) -> dict[str, Any]:
    """Allows what the API token's scopes say, but not to make or revoke tokens, nor to say who signs in, who owns the
    workspace, or that it is deleted: a stolen one ends when it expires."""
    scopes = [scope.split(":") for scope in caller.scopes]
    if any(area not in AREAS[caller.role] for area, _ in scopes):
        raise Exception(REFUSED)  # its user has got another role since
    resources = [f"{stage}/{method}/api/{area}/*" for area, access in scopes for method in METHODS[access]]
    return _allowed(caller, resources, denied=[f"{stage}/*/api/tenant/{area}*" for area in DENIED])


def _caller(token: str) -> Caller:
    try:
        return principal.of_token(token)
    except Unauthorized:
        raise Exception(REFUSED) from None


def _allowed(
    caller: Caller, resources: list[str], *, denied: list[str] | None = None, is_connection: bool = False
) -> dict[str, Any]:
    effects = {"Allow": resources} | ({"Deny": denied} if denied else {})
    statements = [{"Effect": effect, "Action": "execute-api:Invoke", "Resource": of} for effect, of in effects.items()]
    return {
        "principalId": caller.id,
        "policyDocument": {"Version": "2012-10-17", "Statement": statements},
        "context": caller.context(is_connection=is_connection),
    }


finish_start(handler)
