"""Route precedence, and policy evaluation."""

from typing import Any

import pytest

from local.gateway.policy import allows
from local.gateway.routing import Route, Routes

ROUTES = Routes(
    Route(path, method, f"{method} {path}", None)
    for path, method in [
        ("/api/{proxy+}", "ANY"),
        ("/api/things", "GET"),
        ("/api/things", "ANY"),
        ("/api/things/{id}", "GET"),
        ("/api/things/mine", "GET"),
        ("/api/things/{id}/parts/{part}", "GET"),
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "function", "parameters"),
    [
        ("GET", "/api/things", "GET /api/things", {}),
        ("GET", "/api/things/", "GET /api/things", {}),
        ("POST", "/api/things", "ANY /api/things", {}),
        ("GET", "/api/things/mine", "GET /api/things/mine", {}),
        ("GET", "/api/things/a%20b", "GET /api/things/{id}", {"id": "a%20b"}),
        ("GET", "/api/things/mine/parts/1", "GET /api/things/{id}/parts/{part}", {"id": "mine", "part": "1"}),
        ("PUT", "/api/a/b/c", "ANY /api/{proxy+}", {"proxy": "a/b/c"}),
        # The resource is chosen first: no falling through to the greedy one above.
        ("PUT", "/api/things/1", None, {"id": "1"}),
    ],
)
def test_precedence(method: str, path: str, function: str | None, parameters: dict[str, str]) -> None:
    found = ROUTES.find(path)
    assert found
    resource, found_parameters = found
    route = resource.route(method)
    assert (route.target if route else None, found_parameters) == (function, parameters)


def test_nothing_matches_outside() -> None:
    assert ROUTES.find("/") is None
    assert ROUTES.find("/api") is None
    assert ROUTES.find("/other/things") is None


def test_a_route_belongs_to_one_function() -> None:
    with pytest.raises(ValueError, match="GET /a belongs to first"):
        Routes([Route("/a", "GET", "first", None), Route("/a", "GET", "second", None)])


ARN = "arn:aws:execute-api:eu-central-1:000000000000:local/local/GET/api/tenant/visitors/1"


@pytest.mark.parametrize(
    ("statements", "allowed"),
    [
        ([], False),
        ([("Allow", "*")], True),
        ([("Allow", "arn:aws:execute-api:*:*:*/*/*/api/tenant/*")], True),
        ([("Allow", "arn:aws:execute-api:*:*:*/*/POST/api/tenant/*")], False),
        ([("Allow", ARN[:-1] + "?")], True),
        ([("Allow", ["nothing", ARN])], True),
        ([("Allow", "*"), ("Deny", "*/api/tenant/*")], False),
        ([("Allow", "*"), ("Deny", "*/api/agent/*")], True),
    ],
)
def test_policies(statements: list[tuple[str, Any]], allowed: bool) -> None:
    policy = {
        "Statement": [
            {"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource} for effect, resource in statements
        ]
    }
    assert allows(policy, ARN) is allowed
