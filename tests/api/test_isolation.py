"""Another tenant's entities are indistinguishable from ones that do not exist."""

from __future__ import annotations

import pytest

from .builders import World
from .client import Answer, Api, Caller, Tenant
from .routes import WITH_ID, Route
from .test_routes import NOBODY


def _call(world: World, route: Route, some_id: str) -> Answer:
    callers: dict[str, Caller] = {"CUSTOMER": world.tenant, "VISITOR": world.visitor}
    caller, body = callers.get(route.audience, world.agent), route.body
    for name, own in (("agentId", world.agent.id), ("conversationId", world.conversation_id)):
        if body is not None and name in body:
            body[name] = own
    return caller.call(route.method, route.with_id(some_id), body)


@pytest.mark.parametrize("route", WITH_ID, ids=str)
def test_another_tenants_id_answers_as_one_that_never_was(world: World, other_world: World, route: Route) -> None:
    foreign = other_world.id_for(route.path)
    absent = f"{foreign.split('_')[0]}_{NOBODY}"
    to_absent = _call(world, route, absent)
    to_foreign = _call(world, route, foreign)
    to_absent.error(404)
    to_foreign.error(404)
    assert to_foreign.response.content == to_absent.response.content


def test_what_is_not_found_is_named(world: World) -> None:
    world.tenant.get(f"/api/tenant/conversations/cnv_{NOBODY}").error(404, "Conversation not found")


@pytest.mark.parametrize("odd", ["x", "cnv_01HX", "cnv_%23", "%2E%2E", "cnv_" + "A" * 1500, "%F0%9F%98%80", "%00", "*"])
@pytest.mark.parametrize("route", WITH_ID, ids=str)
def test_an_odd_id_is_not_found(world: World, route: Route, odd: str) -> None:
    _call(world, route, odd).error(404)


@pytest.mark.parametrize("route", WITH_ID, ids=str)
def test_an_id_of_another_kind_is_not_found(world: World, route: Route) -> None:
    resource = route.path.split("/{")[0].rsplit("/", 1)[1]
    other_kind = world.tenant.user["id"] if resource != "agents" else world.conversation_id
    _call(world, route, other_kind).error(404)


def test_calls_on_another_tenants_ids_change_nothing_there(api: Api, world: World) -> None:
    victim = World(api)
    before = victim.snapshot()
    for route in WITH_ID:
        _call(world, route, victim.id_for(route.path)).error(404)
    assert victim.snapshot() == before


def test_a_conversation_cannot_be_given_to_another_tenants_agent(world: World, other_world: World) -> None:
    path = f"/api/tenant/conversations/{world.conversation_id}/assign"
    foreign = world.tenant.post(path, {"agentId": other_world.agent.id})
    absent = world.tenant.post(path, {"agentId": f"usr_{NOBODY}"})
    foreign.error(404)
    assert foreign.body == absent.body


def test_an_agent_cannot_transfer_to_another_tenants_agent(world: World, other_world: World) -> None:
    path = f"/api/agent/conversations/{world.conversation_id}/assign"
    foreign = world.agent.post(path, {"agentId": other_world.agent.id})
    absent = world.agent.post(path, {"agentId": f"usr_{NOBODY}"})
    foreign.error(404)
    assert foreign.body == absent.body


def test_an_api_key_cannot_be_attached_to_another_tenants_site(world: World, other_world: World) -> None:
    foreign = world.tenant.post("/api/tenant/api-keys", {"name": "Key", "siteId": other_world.tenant.key.site_id})
    absent = world.tenant.post("/api/tenant/api-keys", {"name": "Key", "siteId": f"site_{NOBODY}"})
    assert foreign.status in (400, 404), foreign
    assert foreign.body == absent.body


def test_a_list_holds_nothing_of_another_tenant(tenant: Tenant, world: World) -> None:
    assert world.tenant.conversations() != []
    listed = tenant.get("/api/tenant/conversations").ok()
    assert listed["conversations"] == []
    assert listed["counts"] == {"active": 0, "waiting": 0, "closed": 0, "total": 0, "unread": 0}
    assert listed["agents"] == []
    assert tenant.get("/api/tenant/visitors").ok()["stats"] == {"total": 0, "online": 0, "returning": 0}
    assert tenant.get("/api/tenant/api-keys").ok() == {"apiKeys": []}
    assert tenant.get("/api/tenant/sites").ok() == {"sites": []}
    team = tenant.get("/api/tenant/agents").ok("agents", "invitations", "pagination")
    assert (team["agents"], team["invitations"], team["pagination"]["total"]) == ([], [], 0)


def test_another_tenants_cursor_shows_nothing_of_theirs(tenant: Tenant, other_world: World) -> None:
    other_world.tenant.visitor("Second").says("Second")
    cursor = other_world.tenant.get("/api/tenant/conversations", limit=1).ok()["pagination"]["nextCursor"]
    assert cursor
    answer = tenant.get("/api/tenant/conversations", cursor=cursor)
    assert answer.status in (200, 400), answer
    assert other_world.conversation_id not in answer.response.text


def test_another_tenants_filter_ids_find_nothing(world: World, other_world: World) -> None:
    assert world.tenant.conversations(agentId=other_world.agent.id) == []
    site = other_world.tenant.key.site_id
    assert world.tenant.get("/api/tenant/visitors", siteId=site).ok()["visitors"] == []
    assert world.tenant.conversations(search=other_world.visitor.id) == []


def test_an_attachment_of_another_conversation_cannot_be_sent(world: World) -> None:
    declared = {"files": [{"fileName": "a.png", "mimeType": "image/png", "size": 10}]}
    elsewhere = world.tenant.visitor().says("Elsewhere")
    upload = world.agent.post(f"/api/agent/conversations/{elsewhere}/attachments", declared).ok()["uploads"][0]
    answer = world.agent.sends(world.conversation_id, "Look", attachmentIds=[upload["attachmentId"]])
    assert answer.status in (400, 404), answer
