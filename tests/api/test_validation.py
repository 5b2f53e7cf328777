"""Invalid bodies and queries, and the fields that the 400 lists."""

from __future__ import annotations

import pytest

from .builders import World
from .client import Answer, Caller
from .routes import ROUTES, WITH_BODY, Route

WITH_REQUIRED = [route for route in WITH_BODY if route.required]


def _call(world: World, route: Route, body: object = None, content: str | None = None) -> Answer:
    """Calls the route as the right person, on existing entities."""
    callers: dict[str, Caller] = {"CUSTOMER": world.tenant, "AGENT": world.agent, "VISITOR": world.visitor}
    callers["USER"] = world.agent
    caller = callers.get(route.audience, world.api)
    headers = {"X-API-Key": world.tenant.key.plain} if route.path == "/api/widget/sessions" else None
    path = route.with_id(world.id_for(route.path)) if route.takes_id else route.path
    return caller.call(route.method, path, body, content=content, headers=headers)


@pytest.mark.parametrize("route", WITH_BODY, ids=str)
def test_an_unknown_field_is_refused_by_name(world: World, route: Route) -> None:
    assert route.body is not None
    _call(world, route, {**route.body, "surprise": 1}).invalid("surprise")


@pytest.mark.parametrize("route", WITH_BODY, ids=str)
def test_all_wrong_fields_are_named_at_once(world: World, route: Route) -> None:
    _call(world, route, {**route.wrong_body, "surprise": 1}).invalid("surprise", *route.wrong_body)


@pytest.mark.parametrize("route", WITH_REQUIRED, ids=str)
def test_all_missing_fields_are_named_at_once(world: World, route: Route) -> None:
    _call(world, route, {}).invalid(*route.required)


@pytest.mark.parametrize("route", WITH_REQUIRED, ids=str)
def test_null_is_no_value_for_a_required_field(world: World, route: Route) -> None:
    _call(world, route, dict.fromkeys(route.required)).invalid(*route.required)


@pytest.mark.parametrize("content", ["{", '{"a": 1,}', "not json", '{"a": "\x00', "{'a': 1}"])
@pytest.mark.parametrize("route", WITH_BODY, ids=str)
def test_malformed_json_is_refused(world: World, route: Route, content: str) -> None:
    _call(world, route, content=content).bad_request()


DEEP = {"arrays": "[" * 100_000, "closed": "[" * 100_000 + "]" * 100_000, "objects": '{"a":' * 100_000}
CHANGING = [route for route in ROUTES if route.method in ("POST", "PUT", "PATCH")]


@pytest.mark.parametrize("shape", DEEP)
@pytest.mark.parametrize("route", CHANGING, ids=str)
def test_json_nested_deeper_than_anybody_means_is_refused(world: World, route: Route, shape: str) -> None:
    for content in (DEEP[shape], f'{{"name": {DEEP[shape]}}}'):
        _call(world, route, content=content).bad_request()


def test_domains_nested_deeper_than_anybody_means_are_refused(world: World) -> None:
    body = {"name": "Widget", "domains": DEEP["closed"]}
    world.tenant.post("/api/tenant/api-keys", body).invalid("domains")


@pytest.mark.parametrize("number", ["1e-131", "-1e-200", "5e-324"])
def test_a_number_that_cannot_be_stored_is_refused(world: World, number: str) -> None:
    for person, method, path, field in (
        (world.tenant, "PUT", "/api/tenant/workspace", "settings"),
        (world.agent, "PATCH", "/api/agent/profile", "preferences"),
    ):
        body = f'{{"{field}": {{"custom": {{"list": [{number}]}}}}}}'
        person.call(method, path, content=body, headers={"Content-Type": "application/json"}).bad_request()


@pytest.mark.parametrize("content", ["[]", '"text"', "5", "null", "true", '[{"a": 1}]'])
@pytest.mark.parametrize("route", WITH_BODY, ids=str)
def test_a_body_that_is_no_object_is_refused(world: World, route: Route, content: str) -> None:
    _call(world, route, content=content).bad_request()


@pytest.mark.parametrize("route", WITH_REQUIRED, ids=str)
def test_no_body_at_all_is_refused(world: World, route: Route) -> None:
    _call(world, route).bad_request()


def test_a_number_json_does_not_know_is_refused(world: World) -> None:
    world.tenant.put("/api/tenant/workspace", content='{"settings": {"volume": NaN}}').bad_request()


def test_bytes_that_are_no_utf8_break_nothing(world: World) -> None:
    """API Gateway may put U+FFFD in their place before the function sees them."""
    answer = world.tenant.put("/api/tenant/workspace", content=b'{"name": "\xff\xfe"}')
    assert answer.status in (200, 400), answer


LONG = [
    ("AGENT", "POST", "/api/agent/conversations/{id}/messages", "content", "x" * 10_001),
    ("VISITOR", "POST", "/api/widget/messages", "content", "x" * 10_001),
    ("CUSTOMER", "PATCH", "/api/tenant/visitors/{id}", "userName", "x" * 101),
    ("CUSTOMER", "PATCH", "/api/tenant/visitors/{id}", "notes", "x" * 10_001),
    ("CUSTOMER", "PATCH", "/api/tenant/visitors/{id}", "tags", ["x" * 51]),
    ("CUSTOMER", "PATCH", "/api/tenant/visitors/{id}", "tags", [f"tag{n}" for n in range(51)]),
    ("CUSTOMER", "PATCH", "/api/tenant/visitors/{id}", "tags", [5]),
    ("CUSTOMER", "PUT", "/api/tenant/workspace", "name", "x" * 101),
    ("CUSTOMER", "PUT", "/api/tenant/workspace", "companyName", "x" * 101),
    ("CUSTOMER", "PATCH", "/api/tenant/agents/{id}", "name", "x" * 101),
    ("CUSTOMER", "PATCH", "/api/tenant/sites/{id}", "name", "x" * 101),
    ("AGENT", "PATCH", "/api/agent/profile", "name", "x" * 101),
]


@pytest.mark.parametrize(("role", "method", "path", "field", "value"), LONG)
def test_an_overlong_value_is_refused(
    world: World, role: str, method: str, path: str, field: str, value: object
) -> None:
    route = Route(path, method)
    assert route.audience == role
    _call(world, route, {field: value}).invalid(field)


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/api/tenant/agents", "name", "x" * 101),
        ("/api/tenant/api-keys", "name", "x" * 101),
        ("/api/auth/register", "companyName", "x" * 101),
        ("/api/auth/register", "name", "x" * 101),
        ("/api/widget/sessions", "userName", "x" * 101),
    ],
)
def test_an_overlong_name_in_a_new_thing_is_refused(world: World, path: str, field: str, value: object) -> None:
    route = Route(path, "POST")
    assert route.body is not None
    _call(world, route, {**route.body, field: value}).invalid(field)


def test_content_of_exactly_ten_thousand_characters_is_sent_whole(world: World) -> None:
    text = "ß" * 10_000
    message = world.agent.sends(world.conversation_id, text).ok()["message"]
    assert message["content"] == text


@pytest.mark.parametrize("content", ["", "   ", "\n\t"])
def test_an_agents_empty_message_without_a_file_is_refused(world: World, content: str) -> None:
    world.agent.sends(world.conversation_id, content).bad_request()


@pytest.mark.parametrize("content", ["", "   ", "\n\t"])
def test_a_visitors_empty_message_without_a_file_is_refused(world: World, content: str) -> None:
    world.visitor.sends(content).bad_request()


QUERIES = [
    ("CUSTOMER", "/api/tenant/conversations", "limit", ["0", "101", "-1", "ten", "1.5", ""]),
    ("CUSTOMER", "/api/tenant/conversations", "offset", ["-1", "ten", "1.5"]),
    ("CUSTOMER", "/api/tenant/conversations", "status", ["OPEN", "ACTIVE,OPEN"]),
    ("CUSTOMER", "/api/tenant/conversations", "cursor", ["garbage", "%00", "AAAA"]),
    ("CUSTOMER", "/api/tenant/visitors", "limit", ["0", "101", "ten"]),
    ("CUSTOMER", "/api/tenant/visitors", "page", ["0", "-1", "ten"]),
    ("CUSTOMER", "/api/tenant/visitors", "isOnline", ["perhaps", "2"]),
    ("CUSTOMER", "/api/tenant/visitors", "cursor", ["garbage"]),
    ("AGENT", "/api/agent/conversations", "limit", ["0", "51", "ten"]),
    ("AGENT", "/api/agent/conversations", "offset", ["-1"]),
    ("AGENT", "/api/agent/conversations", "status", ["open"]),
    ("AGENT", "/api/agent/conversations", "cursor", ["garbage"]),
    ("AGENT", "/api/agent/conversations/{id}/messages", "limit", ["0", "101"]),
    ("AGENT", "/api/agent/conversations/{id}/messages", "page", ["0"]),
    ("AGENT", "/api/agent/conversations/{id}/messages", "cursor", ["garbage"]),
    ("AGENT", "/api/agent/visitors", "limit", ["0", "101"]),
    ("AGENT", "/api/agent/visitors", "page", ["0"]),
    ("AGENT", "/api/agent/visitors", "isOnline", ["perhaps"]),
]


@pytest.mark.parametrize(
    ("role", "path", "name", "value"), [(*query[:3], value) for query in QUERIES for value in query[3]]
)
def test_a_query_parameter_out_of_range_is_refused_by_name(
    world: World, role: str, path: str, name: str, value: str
) -> None:
    caller = world.tenant if role == "CUSTOMER" else world.agent
    caller.get(path.replace("{id}", world.conversation_id), **{name: value}).invalid(name)


def test_all_wrong_query_parameters_are_named_at_once(world: World) -> None:
    answer = world.tenant.get("/api/tenant/conversations", limit="0", offset="-1", status="OPEN")
    answer.invalid("limit", "offset", "status")


def test_an_unknown_query_parameter_is_ignored(world: World) -> None:
    plain = world.tenant.get("/api/tenant/conversations").ok()
    assert world.tenant.get("/api/tenant/conversations", surprise="1").ok() == plain


@pytest.mark.parametrize(
    ("role", "path", "limit"),
    [
        ("CUSTOMER", "/api/tenant/conversations", 100),
        ("CUSTOMER", "/api/tenant/visitors", 100),
        ("AGENT", "/api/agent/conversations", 50),
        ("AGENT", "/api/agent/conversations/{id}/messages", 100),
        ("AGENT", "/api/agent/visitors", 100),
    ],
)
def test_the_greatest_limit_is_allowed(world: World, role: str, path: str, limit: int) -> None:
    caller = world.tenant if role == "CUSTOMER" else world.agent
    answer = caller.get(path.replace("{id}", world.conversation_id), limit=limit)
    assert answer.ok()["pagination"]["limit"] == limit


@pytest.mark.parametrize(
    ("role", "path", "limit"),
    [
        ("CUSTOMER", "/api/tenant/conversations", 50),
        ("CUSTOMER", "/api/tenant/visitors", 25),
        ("AGENT", "/api/agent/conversations", 20),
        ("AGENT", "/api/agent/conversations/{id}/messages", 50),
        ("AGENT", "/api/agent/visitors", 25),
    ],
)
def test_a_list_without_a_limit_takes_the_references(world: World, role: str, path: str, limit: int) -> None:
    caller = world.tenant if role == "CUSTOMER" else world.agent
    answer = caller.get(path.replace("{id}", world.conversation_id))
    assert answer.ok()["pagination"]["limit"] == limit


# Zero width, fillers of other scripts, a blank of Braille, marks of direction, a variation without what it varies.
UNSEEN = ["\u200b", "\u2060\ufeff", "\u3164", "\u115f", "\u2800", "\u202a\u202c", "\ufe0f", "\u00ad", "\x00"]


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_invisible_text_is_not_text(world: World, text: str) -> None:
    world.visitor.sends(text).invalid("content")
    world.agent.sends(world.conversation_id, text).invalid("content")
    world.agent.sends(world.conversation_id, text, isInternal=True).invalid("content")
    world.agent.patch("/api/agent/profile", {"name": text}).invalid("name")
    world.tenant.patch(f"/api/tenant/visitors/{world.visitor.id}", {"userName": text, "tags": [text]}).invalid(
        "userName", "tags"
    )
    world.tenant.post("/api/tenant/agents", {"name": text, "email": "ivy@example.com"}).invalid("name")
    world.tenant.session(userName=text).invalid("userName")
