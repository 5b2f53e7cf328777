"""What all routes have in common: who may call them, with which method, and how they refuse.

The table comes from the functions' `@endpoint`: a new route is tested here without anyone's help, and fails until it
keeps the rules.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from .builders import World
from .client import Api, Caller
from .routes import METHODS, OUT_OF_RANGE, PATHS, PROTECTED, ROUTES, WITH_BODY, Route, methods_of, promised

UNAUTHORIZED = "Authorization token required"
NOBODY = "01HX0000000000000000000000"
PROTECTED_PATHS = [path for path in PATHS if any(route.path == path for route in PROTECTED)]


def _callers(world: World) -> dict[str, Caller]:
    users = {"CUSTOMER": world.tenant, "AGENT": world.agent, "USER": world.agent}
    return users | {"VISITOR": world.visitor, "PUBLIC": world.api}


def _segment(text: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return decoded


def _encode(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _signed(header: dict[str, Any], payload: str, secret: str) -> str:
    signed = f"{_encode(header)}.{payload}"
    digest = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _forged(token: str, kind: str) -> str:
    """A token that somebody without the secret could make from a real one."""
    header, payload, signature = token.split(".")
    claims = _segment(payload)
    none = {"typ": "JWT"}
    return {
        "garbage": "garbage",
        "three garbage parts": "a.b.c",
        "no signature": f"{header}.{payload}.",
        "only two parts": f"{header}.{payload}",
        "alg none": f"{_encode({**none, 'alg': 'none'})}.{payload}.",
        "alg NONE with the signature": f"{_encode({**none, 'alg': 'NONE'})}.{payload}.{signature}",
        "another signature": f"{header}.{payload}.{'A' * len(signature)}",
        "a longer life": f"{header}.{_encode({**claims, 'exp': claims['exp'] + 86400})}.{signature}",
        "another tenant's claims": f"{header}.{_encode({**claims, 'sub': 'usr_' + NOBODY})}.{signature}",
        "an empty secret": _signed(_segment(header), payload, ""),
        "a guessed secret": _signed(_segment(header), payload, "secret"),
        "a key of its own": _signed({**_segment(header), "kid": "mine", "jwk": {"k": "c2VjcmV0"}}, payload, "secret"),
        "an endless token": token + "A" * 4000,
    }[kind]


FORGERIES = [
    "garbage",
    "three garbage parts",
    "no signature",
    "only two parts",
    "alg none",
    "alg NONE with the signature",
    "another signature",
    "a longer life",
    "another tenant's claims",
    "an empty secret",
    "a guessed secret",
    "a key of its own",
    "an endless token",
]


def test_the_api_has_every_route_of_the_contract() -> None:
    assert promised() - {*ROUTES} == set()


def test_the_values_that_are_out_of_range_are_of_fields_that_there_are() -> None:
    fields = {str(route): route.fields.keys() for route in WITH_BODY}
    assert OUT_OF_RANGE.keys() <= fields.keys()
    assert all(values.keys() <= fields[route] for route, values in OUT_OF_RANGE.items())


@pytest.mark.parametrize("route", PROTECTED, ids=str)
def test_a_call_without_a_token_is_refused(api: Api, route: Route) -> None:
    api.call(route.method, route.with_id(f"x_{NOBODY}"), route.body).error(401, UNAUTHORIZED)


@pytest.mark.parametrize("route", PROTECTED, ids=str)
def test_a_call_with_garbage_for_a_token_is_refused(api: Api, route: Route) -> None:
    headers = {"Authorization": "Bearer garbage"}
    api.call(route.method, route.with_id(f"x_{NOBODY}"), route.body, headers=headers).error(401, UNAUTHORIZED)


@pytest.mark.parametrize("path", ["/api/tenant/workspace", "/api/agent/profile", "/api/widget/messages"])
@pytest.mark.parametrize("kind", FORGERIES)
def test_a_forged_token_is_refused(world: World, path: str, kind: str) -> None:
    role = Route(path, "GET").audience
    token = {"CUSTOMER": world.tenant, "AGENT": world.agent, "VISITOR": world.visitor}[role].token
    world.api.get(path).error(401, UNAUTHORIZED)
    forged = Caller(world.api.http, {"Authorization": f"Bearer {_forged(token, kind)}"})
    forged.get(path).error(401, UNAUTHORIZED)


@pytest.mark.parametrize("value", ["", "Bearer", "Basic dXNlcjpwYXNz", "Token abc"])
def test_an_authorization_header_without_a_bearer_token_is_refused(world: World, value: str) -> None:
    Caller(world.api.http, {"Authorization": value}).get("/api/tenant/workspace").error(401, UNAUTHORIZED)


@pytest.mark.parametrize("role", ["CUSTOMER", "AGENT", "VISITOR"])
@pytest.mark.parametrize("route", PROTECTED, ids=str)
def test_a_route_serves_its_own_role_only(world: World, route: Route, role: str) -> None:
    """With the right role, an ID that does not exist is the only error (if the route has one at all)."""
    caller = _callers(world)[role]
    if not route.serves(role):
        answer = caller.call(route.method, route.with_id(f"x_{NOBODY}"), route.body)
        answer.error(403, "Forbidden")
    elif route.takes_id:
        answer = caller.call(route.method, route.with_id(f"x_{NOBODY}"), route.body)
        answer.error(404, answer.body["statusMessage"])
    else:
        answer = caller.call("GET", f"{route.path}/no-such-thing-{NOBODY}/at/all")
        answer.error(404)


def _refused_methods() -> list[tuple[str, str]]:
    return [(method, path) for path in PATHS for method in METHODS if method not in methods_of(path)]


@pytest.mark.parametrize(("method", "path"), _refused_methods(), ids=str)
def test_another_method_on_a_known_path_names_the_allowed_ones(world: World, method: str, path: str) -> None:
    route = next(route for route in ROUTES if route.path == path)
    answer = _callers(world)[route.audience].call(method, route.with_id(f"x_{NOBODY}"))
    answer.error(405, "Method Not Allowed")
    allowed = {name.strip() for name in answer.headers["allow"].split(",")}
    assert allowed - {"OPTIONS", "HEAD"} == methods_of(path), answer


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/tenant",
        "/api/tenant/nothing",
        "/api/agent/conversations/cnv_01HX/nothing",
        "/api/tenant/conversations/cnv_01HX/messages/msg_01HX",
        "/api/widget/conversations/cnv_01HX",
        "/api/auth/login/again",
    ],
)
def test_an_unknown_path_is_not_found_without_a_token(api: Api, path: str) -> None:
    api.get(path).error(404)


@pytest.mark.parametrize("path", PATHS)
def test_a_preflight_is_answered_for_every_path(api: Api, path: str) -> None:
    method = min(methods_of(path))
    headers = {
        "Origin": api.base_url,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = api.call("OPTIONS", path.replace("{id}", f"x_{NOBODY}"), headers=headers)
    assert answer.status in (200, 204), answer
    assert answer.headers["access-control-allow-origin"] in ("*", api.base_url)
    assert methods_of(path) <= {name.strip() for name in answer.headers["access-control-allow-methods"].split(",")}
    allowed = {name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")}
    assert {"authorization", "content-type", "idempotency-key", "x-api-key"} <= allowed


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/auth/login", {}, 400),
        ("GET", "/api/tenant/workspace", None, 401),
        ("GET", "/api/nothing", None, 404),
        ("DELETE", "/api/health", None, 405),
    ],
)
def test_an_error_without_a_token_carries_the_cors_headers(
    api: Api, method: str, path: str, body: object, status: int
) -> None:
    answer = api.call(method, path, body, headers={"Origin": api.base_url})
    assert answer.status == status, answer
    assert answer.headers["access-control-allow-origin"] in ("*", api.base_url)


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("AGENT", "/api/tenant/workspace", 403),
        ("CUSTOMER", f"/api/tenant/visitors/vis_{NOBODY}", 404),
        ("CUSTOMER", "/api/tenant/visitors?limit=0", 400),
        ("CUSTOMER", "/api/tenant/workspace", 200),
    ],
)
def test_an_answer_to_a_token_carries_the_cors_headers(world: World, role: str, path: str, status: int) -> None:
    answer = _callers(world)[role].get(path)
    assert answer.status == status, answer
    assert answer.headers["access-control-allow-origin"] in ("*", world.api.base_url)
