"""What answers where no endpoint does."""

import json

import pytest

from connextlive.fallback import ROUTES
from tests.unit.builders import a_request, an_error, call
from tools.operations import module

FALLBACKS = ("fallback", "tenant_fallback", "agent_fallback", "widget_fallback")


@pytest.mark.parametrize("function", FALLBACKS)
@pytest.mark.parametrize("path", ROUTES)
def test_a_known_path_allows_its_methods_and_no_other(function: str, path: str) -> None:
    event = a_request("fallback") | {"resource": path, "httpMethod": "TRACE"}
    answer = module(function).handler(event, None)
    assert (answer["statusCode"], json.loads(answer["body"])) == an_error(405, "Method Not Allowed")
    assert answer["headers"]["Allow"] == ", ".join([*ROUTES[path], "OPTIONS"])


@pytest.mark.parametrize("function", FALLBACKS)
def test_no_other_path_is_found(function: str) -> None:
    event = a_request("fallback") | {"resource": "/{proxy+}", "path": "/api/tenant/conversations/"}
    answer = module(function).handler(event, None)
    assert (answer["statusCode"], json.loads(answer["body"])) == an_error(404, "Not Found")
    assert "Allow" not in answer["headers"]


def test_health_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBSOCKET_URL", "wss://ws.example.com")
    status, answer = call("health")
    assert (status, answer) == (
        200,
        {"status": "ok", "version": answer["version"], "websocketUrl": "wss://ws.example.com"},
    )
