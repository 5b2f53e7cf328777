"""AUTHORIZER of every non-public route and of the WebSocket: identifies the caller and what they may access."""

from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive.chat import principal
from connextlive.core.caller import Caller
from connextlive.core.environment import environment
from connextlive.core.errors import Unauthorized

METHODS = {"read": ("GET",), "write": ("POST", "PUT", "PATCH", "DELETE")}
DENIED = ("tokens", "sign-in", "workspace/deletion", "workspace/ownership")
AREAS = {"CUSTOMER": ("tenant", "auth"), "AGENT": ("agent", "auth"), "VISITOR": ("widget",)}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One policy for everything that the caller may access, so that API Gateway can cache it per token."""
    try:
        return _of_connection(event) if event["type"] == "REQUEST" else _of_request(event)
    except Unauthorized:
        # API Gateway returns a 401 for exactly this message, and a 500 for any other.
        raise Exception("Unauthorized") from None


def _of_request(event: dict[str, Any]) -> dict[str, Any]:
    """Allows everything under the caller's role, and users their own account."""
    scheme, _, token = event["authorizationToken"].partition(" ")
    caller = principal.of_token(token if scheme.lower() == "bearer" else "")
    stage = "/".join(event["methodArn"].split("/")[:2])
    if caller.token_id:
        return _of_another_system(caller, stage)
    areas = ("auth",) if caller.is_limited else AREAS[caller.role]
    return _allowed(caller, [f"{stage}/*/api/{area}/*" for area in areas])


def _of_another_system(caller: Caller, stage: str) -> dict[str, Any]:
    """Allows what the API token's scopes say, but not to make or revoke tokens, nor to say who signs in, who owns the
    workspace, or that it is deleted: a stolen one ends when it expires."""
    scopes = [scope.split(":") for scope in caller.scopes]
    if any(area not in AREAS[caller.role] for area, _ in scopes):
        raise Unauthorized("The token's user has another role since")
    resources = [f"{stage}/{method}/api/{area}/*" for area, access in scopes for method in METHODS[access]]
    return _allowed(caller, resources, denied=[f"{stage}/*/api/tenant/{area}*" for area in DENIED])


def _of_connection(event: dict[str, Any]) -> dict[str, Any]:
    """Allows one WebSocket. Its frames carry the context, so nothing is checked again while it is open."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    if environment.socket_key and headers.get("x-origin-key") != environment.socket_key:
        raise Unauthorized("Not through CloudFront")
    caller = principal.of_connection(event["queryStringParameters"]["token"])
    from connextlive.lambdas.request import Request  # other requests' address is not known here

    # Only what came by CloudFront has its headers from there.
    known = headers if environment.socket_key else {}
    caller = principal.from_address(caller, Request({**event, "headers": known}).address)
    return _allowed(caller, [event["methodArn"]], is_connection=True)


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
