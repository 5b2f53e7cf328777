"""Visitors, as tenant and agents see them."""

from __future__ import annotations

from typing import Any

import pytest

from .builders import a_conversation, without_presence
from .client import Json, Tenant, becomes, eventually
from .shapes import NUMBERED_PAGE, is_visitor


def _ids(visitors: list[Json]) -> list[str]:
    return [visitor["id"] for visitor in visitors]


def _listed(tenant: Tenant, **query: Any) -> list[str]:
    return _ids(tenant.get("/api/tenant/visitors", **query).ok()["visitors"])


@pytest.fixture(scope="module")
def five(shared_tenant: Tenant) -> list[str]:
    """Five visitors, most recently seen first."""
    made = [shared_tenant.visitor(f"Visitor {n}").id for n in range(5)]
    becomes(lambda: shared_tenant.get("/api/tenant/visitors").ok()["stats"]["total"], 5)
    return made[::-1]


@pytest.mark.parametrize("side", ["tenant", "agent"])
def test_the_list_has_complete_visitors(shared_tenant: Tenant, five: list[str], side: str) -> None:
    caller = shared_tenant if side == "tenant" else shared_tenant.agent
    listed = caller.get(f"/api/{side}/visitors").ok("visitors", "pagination", "stats")
    assert _ids(listed["visitors"]) == five
    for visitor in listed["visitors"]:
        is_visitor(visitor)
    assert set(listed["pagination"]) == NUMBERED_PAGE
    assert listed["pagination"] == {
        "total": 5,
        "page": 1,
        "limit": 25,
        "totalPages": 1,
        "hasMore": False,
        "nextCursor": None,
    }
    assert listed["stats"] == {"total": 5, "online": 5, "returning": 0}


@pytest.mark.parametrize("side", ["tenant", "agent"])
@pytest.mark.parametrize("by_cursor", [True, False], ids=["by cursor", "by page"])
def test_walking_the_pages_meets_each_visitor_once(
    shared_tenant: Tenant, five: list[str], side: str, by_cursor: bool
) -> None:
    caller = shared_tenant if side == "tenant" else shared_tenant.agent
    found: list[str] = []
    query: dict[str, Any] = {}
    for number in (1, 2, 3):
        page = caller.get(f"/api/{side}/visitors", limit=2, **query).ok()
        found += _ids(page["visitors"])
        assert page["pagination"]["total"] == 5
        assert page["pagination"]["totalPages"] == 3
        assert page["pagination"]["hasMore"] == (number < 3)
        assert (page["pagination"]["nextCursor"] is None) == (number == 3)
        query = {"cursor": page["pagination"]["nextCursor"]} if by_cursor else {"page": number + 1}
    assert found == five


def test_a_page_behind_the_end_is_empty(shared_tenant: Tenant, five: list[str]) -> None:
    listed = shared_tenant.get("/api/tenant/visitors", page=9).ok()
    assert listed["visitors"] == []
    assert listed["pagination"] == {
        "total": len(five),
        "page": 9,
        "limit": 25,
        "totalPages": 1,
        "hasMore": False,
        "nextCursor": None,
    }


def test_the_stats_are_the_workspaces_whatever_the_filter(shared_tenant: Tenant, five: list[str]) -> None:
    listed = shared_tenant.get("/api/tenant/visitors", search="nosuchname").ok()
    assert listed["visitors"] == []
    assert listed["stats"] == {"total": len(five), "online": 5, "returning": 0}
    assert listed["pagination"]["total"] == 0


def test_the_visitor_seen_last_comes_first(tenant: Tenant) -> None:
    first, second = tenant.visitor("First"), tenant.visitor("Second")
    becomes(lambda: _listed(tenant), [second.id, first.id])
    first.post("/api/widget/heartbeat").ok()
    becomes(lambda: _listed(tenant), [first.id, second.id])


def test_visitors_filter_by_site(tenant: Tenant) -> None:
    other_key = tenant.new_key(name="Other site")
    here = tenant.visitor("Here")
    there = tenant.visitor("There", key=other_key)
    becomes(lambda: _listed(tenant, siteId=tenant.key.site_id), [here.id])
    becomes(lambda: _listed(tenant, siteId=other_key.site_id), [there.id])


def test_several_tags_must_all_match(tenant: Tenant) -> None:
    both, vip, _ = tenant.visitor(), tenant.visitor(), tenant.visitor()
    tenant.patch(f"/api/tenant/visitors/{both.id}", {"tags": ["vip", "trial"]}).ok()
    tenant.patch(f"/api/tenant/visitors/{vip.id}", {"tags": ["vip"]}).ok()
    becomes(lambda: set(_listed(tenant, tags="vip")), {both.id, vip.id})
    becomes(lambda: _listed(tenant, tags=["vip", "trial"]), [both.id])
    becomes(lambda: _listed(tenant, tags=["trial", "vip"]), [both.id])
    becomes(lambda: _listed(tenant, tags=["vip", "absent"]), [])
    becomes(lambda: _listed(tenant, tags="vi"), [])


def test_a_tag_taken_away_no_longer_matches(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    tenant.patch(f"/api/tenant/visitors/{visitor.id}", {"tags": ["vip"]}).ok()
    becomes(lambda: _listed(tenant, tags="vip"), [visitor.id])
    tenant.patch(f"/api/tenant/visitors/{visitor.id}", {"tags": []}).ok()
    becomes(lambda: _listed(tenant, tags="vip"), [])


def test_a_visitor_here_now_is_online(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    assert tenant.see_visitor(visitor.id)["isOnline"] is True
    assert _listed(tenant, isOnline="true") == [visitor.id]
    assert _listed(tenant, isOnline="false") == []


@pytest.mark.parametrize("side", ["tenant", "agent"])
def test_a_visitors_profile_is_whole(tenant: Tenant, side: str) -> None:
    visitor = tenant.visitor(
        "Jane Doe",
        userEmail="jane@example.com",
        userPhone="+49 30 555",
        currentUrl="https://example.com/pricing",
        referrer="https://search.example/",
        language="de",
    )
    caller = tenant if side == "tenant" else tenant.agent
    profile = is_visitor(caller.get(f"/api/{side}/visitors/{visitor.id}").ok("visitor", "pages")["visitor"])
    expected: Json = {
        "id": visitor.id,
        "siteId": tenant.key.site_id,
        "userName": "Jane Doe",
        "userEmail": "jane@example.com",
        "userPhone": "+49 30 555",
        "tags": [],
        "notes": None,
        "isOnline": True,
        "isVerified": False,
        "isReturning": False,
        "visitCount": 1,
        "externalId": None,
        "language": "de",
        "currentUrl": "https://example.com/pricing",
        "referrer": "https://search.example/",
    }
    assert {name: profile[name] for name in expected} == expected


def test_the_browser_and_system_come_from_the_user_agent(tenant: Tenant) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
    headers = {"X-API-Key": tenant.key.plain, "User-Agent": agent}
    made = tenant.api.post("/api/widget/sessions", {}, headers=headers).ok()
    profile = tenant.see_visitor(made["visitor"]["id"])
    assert "Firefox" in profile["browser"]
    assert "Windows" in profile["os"]


def test_an_update_changes_what_it_names_only(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Doe", userEmail="jane@example.com")
    before = tenant.see_visitor(visitor.id)
    path = f"/api/tenant/visitors/{visitor.id}"
    changes: Json = {"tags": ["vip", "enterprise"], "notes": "High priority account"}
    after = is_visitor(tenant.patch(path, changes).ok("visitor")["visitor"])
    expected = {**without_presence(before), **changes, "updatedAt": after["updatedAt"]}
    assert without_presence(after) == expected
    assert without_presence(tenant.see_visitor(visitor.id)) == expected
    assert after["updatedAt"] > before["updatedAt"]


@pytest.mark.parametrize("field", ["userName", "userEmail", "userPhone", "notes"])
def test_null_clears_a_field(tenant: Tenant, field: str) -> None:
    visitor = tenant.visitor("Jane Doe", userEmail="jane@example.com", userPhone="+49 30 555")
    path = f"/api/tenant/visitors/{visitor.id}"
    tenant.patch(path, {"notes": "a note"}).ok()
    assert tenant.see_visitor(visitor.id)[field] is not None
    assert tenant.patch(path, {field: None}).ok("visitor")["visitor"][field] is None
    assert tenant.see_visitor(visitor.id)[field] is None


def test_null_for_the_tags_leaves_none(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    path = f"/api/tenant/visitors/{visitor.id}"
    tenant.patch(path, {"tags": ["vip"]}).ok()
    assert tenant.patch(path, {"tags": None}).ok()["visitor"]["tags"] == []


def test_an_update_of_nothing_changes_nothing(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Doe")
    before = without_presence(tenant.see_visitor(visitor.id))
    answer = tenant.patch(f"/api/tenant/visitors/{visitor.id}", {}).ok("visitor")["visitor"]
    assert {**without_presence(answer), "updatedAt": None} == {**before, "updatedAt": None}


def test_a_rename_appears_on_the_conversations(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, name="Jane Doe")
    visitor_id = tenant.conversation(conversation_id)["visitorId"]
    change = {"userName": "Jane Smith", "userEmail": "smith@example.com"}
    tenant.patch(f"/api/tenant/visitors/{visitor_id}", change).ok()

    def shown() -> Json:
        visitor = tenant.conversations()[0]["visitor"]
        return {name: visitor[name] for name in change}

    becomes(shown, change)


def test_an_agent_deletes_no_visitor_and_changes_none_as_the_owner(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Doe")
    tenant.agent.patch(f"/api/tenant/visitors/{visitor.id}", {"notes": "x"}).error(403, "Forbidden")
    tenant.agent.delete(f"/api/agent/visitors/{visitor.id}").error(405, "Method Not Allowed")


def test_deleting_a_visitor_takes_everything_of_theirs_along(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Doe")
    conversation_id = visitor.says("Remember me")
    kept = a_conversation(tenant, name="Other")
    becomes(lambda: len(tenant.conversations(search="remember")), 1)
    path = f"/api/tenant/visitors/{visitor.id}"
    assert tenant.delete(path).ok() == {"deleted": True, "id": visitor.id}
    tenant.get(path).error(404, "Visitor not found")
    assert visitor.id not in _listed(tenant)

    def gone() -> None:
        assert _ids(tenant.conversations()) == [kept]
        assert tenant.conversations(search="remember") == []
        assert tenant.counts()["total"] == 1
        assert tenant.get("/api/tenant/visitors").ok()["stats"]["total"] == 1
        tenant.get(f"/api/tenant/conversations/{conversation_id}").error(404, "Conversation not found")
        tenant.agent.get(f"/api/agent/conversations/{conversation_id}/messages").error(404, "Conversation not found")

    eventually(gone)
    tenant.delete(path).error(404, "Visitor not found")


def test_a_visitor_is_deleted_with_those_who_were_merged_into_them(tenant: Tenant) -> None:
    vera, other = tenant.visitor("Vera"), tenant.visitor("Other")
    for one in (vera, other):
        one.says()
    tenant.post(f"/api/tenant/visitors/{other.id}/merge", {"intoVisitorId": vera.id}).ok()
    assert tenant.delete(f"/api/tenant/visitors/{vera.id}").ok() == {"deleted": True, "id": vera.id}
    for one in (vera, other):
        tenant.get(f"/api/tenant/visitors/{one.id}").error(404, "Visitor not found")
    becomes(tenant.conversations, [])


def test_a_visitor_is_deleted_however_many_conversations_they_have(tenant: Tenant) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"conversations": {"rule": "several", "mostOpen": 20}}}).ok()
    vera = tenant.visitor("Vera")
    for _ in range(17):
        vera.post("/api/widget/messages", {"content": "Hello", "beginsNew": True}).ok()
    assert tenant.delete(f"/api/tenant/visitors/{vera.id}").ok() == {"deleted": True, "id": vera.id}
    becomes(tenant.conversations, [])


def test_a_deleted_visitor_is_not_brought_back_by_a_change(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Doe")
    path = f"/api/tenant/visitors/{visitor.id}"
    tenant.delete(path).ok()
    tenant.patch(path, {"userName": "Ghost"}).error(404, "Visitor not found")
    tenant.get(path).error(404, "Visitor not found")
    becomes(lambda: _listed(tenant), [])


def test_an_agent_changes_the_profile_of_a_visitor(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane")
    conversation_id = visitor.says("Hello")
    changes = {"userName": "Jane Doe", "notes": "Prefers to be called", "tags": ["vip"]}
    shown = tenant.agent.patch(f"/api/agent/visitors/{visitor.id}", changes).ok()["visitor"]
    assert {name: shown[name] for name in changes} == changes
    assert tenant.conversation(conversation_id)["visitor"]["userName"] == "Jane Doe"
