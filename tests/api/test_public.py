"""Health, the OpenAPI document and its page."""

from __future__ import annotations

from .client import Api
from .routes import ROUTES


def test_health_returns_ok_the_version_and_the_sockets_url(api: Api) -> None:
    health = api.get("/api/health").ok("status", "version", "websocketUrl")
    assert health["status"] == "ok"
    assert health["version"]
    assert health["websocketUrl"] == "" or health["websocketUrl"].startswith(("ws://", "wss://"))


def test_the_openapi_document_describes_every_route(api: Api) -> None:
    document = api.get("/api/openapi.json").ok()
    assert document["openapi"].startswith("3.1")
    described = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
        if method in {"get", "post", "put", "patch", "delete"}
    }
    assert {(route.method, route.path) for route in ROUTES} - described == set()


def test_the_openapi_document_names_the_answer_and_errors_of_every_route(api: Api) -> None:
    document = api.get("/api/openapi.json").ok()
    for route in ROUTES:
        operation = document["paths"][route.path][route.method.lower()]
        assert "200" in operation["responses"], route
        if route.audience != "PUBLIC":
            assert {"401", "403"} <= set(operation["responses"]), route
        if route.takes_id:
            assert "404" in operation["responses"], route


def test_every_reference_in_the_openapi_document_leads_somewhere(api: Api) -> None:
    document = api.get("/api/openapi.json").ok()
    broken, found_any = [], False

    def walk(node: object) -> None:
        if isinstance(node, dict):
            target = node.get("$ref")
            if isinstance(target, str):
                nonlocal found_any
                found_any = True
                found: object = document
                for step in target.removeprefix("#/").split("/"):
                    found = found.get(step) if isinstance(found, dict) else None
                if found is None:
                    broken.append(target)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(document)
    assert found_any
    assert broken == []


def test_the_docs_are_a_page(api: Api) -> None:
    answer = api.get("/api/docs")
    assert answer.status == 200, answer
    assert answer.headers["content-type"].startswith("text/html")
    assert "openapi.json" in answer.response.text


def test_the_docs_are_shown_in_no_other_page(api: Api) -> None:
    headers = api.get("/api/docs").headers
    names = ("content-security-policy", "x-frame-options", "x-content-type-options", "referrer-policy")
    assert [headers[name] for name in names] == ["frame-ancestors 'none'", "DENY", "nosniff", "no-referrer"]
    assert "max-age=" in headers["strict-transport-security"]
