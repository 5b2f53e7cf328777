"""GET /api/health."""

import pytest

from tests.support.builders import call


def test_health_returns_the_websockets_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBSOCKET_URL", "wss://ws.example.com")
    status, answer = call("health")
    assert (status, answer) == (
        200,
        {"status": "ok", "version": answer["version"], "websocketUrl": "wss://ws.example.com"},
    )
