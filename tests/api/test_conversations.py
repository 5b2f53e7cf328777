"""Conversations: lists, details, status, assignment, reading, deleting."""

from __future__ import annotations

from typing import Any

import pytest

from .builders import a_conversation
from .client import Agent, Json, Tenant, becomes, eventually, stays
from .shapes import (
    AGENT_STATS,
    COUNTS,
    OFFSET_PAGE,
    is_conversation,
    is_message,
    is_time,
)


def _ids(conversations: list[Json]) -> list[str]:
    return [conversation["id"] for conversation in conversations]


def _listed(tenant: Tenant, **query: Any) -> set[str]:
    return set(_ids(tenant.conversations(**query)))


def _in_pages(tenant: Tenant, by_cursor: bool) -> list[str]:
    found: list[str] = []
    query: dict[str, Any] = {}
    while True:
        page = tenant.get("/api/tenant/conversations", limit=2, **query).ok()
        found += _ids(page["conversations"])
        assert page["pagination"]["hasMore"] == (page["pagination"]["nextCursor"] is not None)
        if not page["pagination"]["hasMore"]:
            return found
        assert len(page["conversations"]) == 2
        query = {"cursor": page["pagination"]["nextCursor"]} if by_cursor else {"offset": len(found)}


@pytest.fixture(scope="module")
def five(shared_tenant: Tenant) -> list[str]:
    """Five conversations, newest first: one WAITING, two ACTIVE, two CLOSED."""
    made = [a_conversation(shared_tenant, status=status) for status in ("CLOSED", "ACTIVE", "CLOSED", "ACTIVE")]
    made.append(a_conversation(shared_tenant, status="WAITING"))
    eventually(lambda: shared_tenant.counts()["total"] == 5)
    return made


# The list


def test_the_list_has_complete_conversations_and_its_four_parts(shared_tenant: Tenant, five: list[str]) -> None:
    listed = shared_tenant.get("/api/tenant/conversations").ok(
        "conversations", "pagination", "counts", "spamCount", "snoozedCount", "agents", "hasMoreAgents"
    )
    assert set(_ids(listed["conversations"])) == set(five)
    for conversation in listed["conversations"]:
        is_conversation(conversation, listed=True)
    assert set(listed["pagination"]) == OFFSET_PAGE
    assert set(listed["counts"]) == COUNTS
    for agent in listed["agents"]:
        assert set(agent) == AGENT_STATS


def test_a_page_with_everything_is_the_last(shared_tenant: Tenant, five: list[str]) -> None:
    pagination = shared_tenant.get("/api/tenant/conversations").ok()["pagination"]
    assert pagination == {"total": len(five), "limit": 50, "offset": 0, "hasMore": False, "nextCursor": None}


def test_the_newest_activity_comes_first(shared_tenant: Tenant, five: list[str]) -> None:
    listed = shared_tenant.conversations()
    activity = [(c["lastActivityAt"], c["id"]) for c in listed]
    assert activity == sorted(activity, reverse=True)
    assert listed[0]["id"] == five[-1]


def test_a_new_message_brings_its_conversation_to_the_top(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    older = visitor.says("First")
    newer = a_conversation(tenant)
    becomes(lambda: _ids(tenant.conversations()), [newer, older])
    visitor.says("Again")
    becomes(lambda: _ids(tenant.conversations()), [older, newer])


@pytest.mark.parametrize("by_cursor", [True, False], ids=["by cursor", "by offset"])
def test_walking_the_pages_meets_each_conversation_once(
    shared_tenant: Tenant, five: list[str], by_cursor: bool
) -> None:
    assert _in_pages(shared_tenant, by_cursor) == _ids(shared_tenant.conversations())
    assert len(five) == 5


def test_a_page_behind_the_end_is_empty(shared_tenant: Tenant, five: list[str]) -> None:
    listed = shared_tenant.get("/api/tenant/conversations", offset=10).ok()
    assert listed["conversations"] == []
    assert listed["pagination"] == {
        "total": len(five),
        "limit": 50,
        "offset": 10,
        "hasMore": False,
        "nextCursor": None,
    }


def test_a_page_that_ends_exactly_at_the_end_has_no_more(shared_tenant: Tenant, five: list[str]) -> None:
    pagination = shared_tenant.get("/api/tenant/conversations", limit=len(five)).ok()["pagination"]
    assert (pagination["hasMore"], pagination["nextCursor"]) == (False, None)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("ACTIVE", [1, 3]),
        ("active", [1, 3]),
        ("Waiting", [4]),
        ("closed", [0, 2]),
        ("ACTIVE,WAITING", [1, 3, 4]),
        ("waiting,Closed", [0, 2, 4]),
        ("active,waiting,closed", [0, 1, 2, 3, 4]),
        ("all", [0, 1, 2, 3, 4]),
        ("ALL", [0, 1, 2, 3, 4]),
    ],
)
def test_the_status_filter_takes_any_case_and_several(
    shared_tenant: Tenant, five: list[str], status: str, expected: list[int]
) -> None:
    expected_ids = {five[n] for n in expected}
    assert _listed(shared_tenant, status=status) == expected_ids
    listed = shared_tenant.agent.get("/api/agent/conversations", status=status).ok()["conversations"]
    assert set(_ids(listed)) == expected_ids


@pytest.mark.parametrize("status", ["ACTIVE", "ACTIVE,WAITING"])
def test_a_filtered_list_counts_what_it_filters(shared_tenant: Tenant, five: list[str], status: str) -> None:
    listed = shared_tenant.get("/api/tenant/conversations", status=status, limit=1).ok()
    assert listed["pagination"]["total"] == len(_listed(shared_tenant, status=status)) > 0
    assert five


@pytest.mark.parametrize("status", ["ACTIVE,CLOSED", "closed"])
def test_a_filtered_list_pages_in_the_same_order(shared_tenant: Tenant, five: list[str], status: str) -> None:
    whole = _ids(shared_tenant.conversations(status=status))
    paged: list[str] = []
    cursor: Json = {}
    while True:
        page = shared_tenant.get("/api/tenant/conversations", status=status, limit=1, **cursor).ok()
        paged += _ids(page["conversations"])
        if page["pagination"]["nextCursor"] is None:
            break
        cursor = {"cursor": page["pagination"]["nextCursor"]}
    assert paged == whole
    assert whole
    assert five


def test_the_counts_are_the_workspaces_whatever_the_filter(shared_tenant: Tenant, five: list[str]) -> None:
    plain = shared_tenant.get("/api/tenant/conversations").ok()
    filtered = shared_tenant.get("/api/tenant/conversations", status="WAITING", search="nothing", agentId="x").ok()
    assert filtered["conversations"] == []
    assert filtered["counts"] == plain["counts"]
    assert filtered["agents"] == plain["agents"]
    assert {name: plain["counts"][name] for name in ("active", "waiting", "closed", "total")} == {
        "active": 2,
        "waiting": 1,
        "closed": 2,
        "total": len(five),
    }


def test_the_list_filters_by_agent_and_unassigned(tenant: Tenant) -> None:
    second = tenant.invite_agent("Second Agent")
    of_first = a_conversation(tenant, status="ACTIVE")
    of_second = a_conversation(tenant, agent=second, status="ACTIVE")
    of_nobody = a_conversation(tenant)
    becomes(lambda: _listed(tenant, agentId=second.id), {of_second})
    becomes(lambda: _listed(tenant, agentId="unassigned"), {of_nobody})
    becomes(lambda: _listed(tenant, agentId="all"), {of_first, of_second, of_nobody})
    becomes(lambda: _listed(tenant, agentId=second.id, status="CLOSED"), set())
    becomes(lambda: _listed(tenant, agentId="unassigned", status="waiting"), {of_nobody})


def test_counts_and_agent_stats_follow_what_happens(tenant: Tenant) -> None:
    agent = tenant.agent
    visitor = tenant.visitor()

    def figures() -> Json:
        listed = tenant.get("/api/tenant/conversations").ok()
        stats = next((row for row in listed["agents"] if row["id"] == agent.id), None)
        return {"counts": listed["counts"], "stats": stats}

    def expected(active: int, waiting: int, closed: int, unread: int, mine: tuple[int, int, int, int]) -> Json:
        names = ("active", "waiting", "closed", "unread")
        return {
            "counts": {
                "active": active,
                "waiting": waiting,
                "closed": closed,
                "total": active + waiting + closed,
                "unread": unread,
            },
            "stats": {"id": agent.id, "name": agent.name, "avatarUrl": None, **dict(zip(names, mine, strict=True))},
        }

    conversation_id = visitor.says("Hello")
    becomes(figures, expected(0, 1, 0, 1, (0, 0, 0, 0)))
    tenant.post(f"/api/tenant/conversations/{conversation_id}/assign", {"agentId": agent.id}).ok()
    becomes(figures, expected(1, 0, 0, 1, (1, 0, 0, 1)))
    tenant.post(f"/api/tenant/conversations/{conversation_id}/mark-read").ok()
    becomes(figures, expected(1, 0, 0, 0, (1, 0, 0, 0)))
    tenant.put(f"/api/tenant/conversations/{conversation_id}/status", {"status": "WAITING"}).ok()
    becomes(lambda: figures()["counts"], expected(0, 1, 0, 0, (0, 1, 0, 0))["counts"])
    tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok()
    becomes(lambda: figures()["counts"], expected(0, 0, 1, 0, (0, 0, 1, 0))["counts"])
    tenant.delete(f"/api/tenant/conversations/{conversation_id}").ok()
    becomes(figures, expected(0, 0, 0, 0, (0, 0, 0, 0)))


def test_the_agents_list_has_the_three_counts(shared_tenant: Tenant, five: list[str]) -> None:
    listed = shared_tenant.agent.get("/api/agent/conversations").ok(
        "conversations", "pagination", "counts", "spamCount", "snoozedCount", "unread"
    )
    assert listed["counts"] == {"active": 2, "waiting": 1, "closed": 2}
    assert listed["pagination"] == {
        "total": len(five),
        "limit": 20,
        "offset": 0,
        "hasMore": False,
        "nextCursor": None,
    }
    for conversation in listed["conversations"]:
        is_conversation(conversation, listed=True)
    assert _ids(listed["conversations"]) == _ids(shared_tenant.conversations())


def test_the_agents_list_walks_by_cursor(shared_tenant: Tenant, five: list[str]) -> None:
    first = shared_tenant.agent.get("/api/agent/conversations", limit=3).ok()
    cursor = first["pagination"]["nextCursor"]
    rest = shared_tenant.agent.get("/api/agent/conversations", limit=3, cursor=cursor).ok()
    assert set(_ids(first["conversations"]) + _ids(rest["conversations"])) == set(five)
    assert rest["pagination"]["nextCursor"] is None


# One


def test_a_new_conversation_waits_unread_and_unassigned(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Doe", userEmail="jane@example.com")
    conversation_id = visitor.says("Hello there")
    conversation = is_conversation(tenant.conversation(conversation_id), detailed=True)
    assert conversation["visitorId"] == visitor.id
    assert conversation["siteId"] == tenant.key.site_id
    assert conversation["visitor"]["userName"] == "Jane Doe"
    assert conversation["lastMessage"]["content"] == "Hello there"
    assert conversation["lastMessage"]["senderType"] == "VISITOR"
    assert conversation["lastMessage"]["messageType"] == "TEXT"
    expected: Json = {
        "status": "WAITING",
        "agentId": None,
        "agent": None,
        "unreadCount": 1,
        "messageCount": 1,
        "firstResponseAt": None,
        "closedAt": None,
        "closedBy": None,
        "reopenCount": 0,
        "tags": [],
        "topics": [],
        "resolution": None,
        "rating": None,
    }
    assert {name: conversation[name] for name in expected} == expected
    is_time(conversation["waitingSince"])


def test_a_conversation_names_its_workspace_and_whole_visitor_to_an_agent_too(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    seen = tenant.agent.get(f"/api/agent/conversations/{conversation_id}").ok("conversation")["conversation"]
    workspace = tenant.get("/api/tenant/workspace").ok()["workspace"]
    is_conversation(seen, detailed=True)
    shown = {name: workspace[name] for name in ("id", "name", "language", "timezone")}
    assert seen["workspace"] == shown | {"offersSummaries": True}


def test_the_list_and_the_detail_agree(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, status="ACTIVE", name="Jane")
    becomes(lambda: len(tenant.conversations()), 1)
    listed = tenant.conversations()[0]
    detail = tenant.conversation(conversation_id)
    common = set(listed) - {"visitor", "match"}  # what a search found
    assert {name: listed[name] for name in common} == {name: detail[name] for name in common}
    assert listed["visitor"] == {name: detail["visitor"][name] for name in listed["visitor"]}


# Resolving


def _resolve(person: Tenant | Agent, conversation_id: str) -> Json:
    side = "agent" if isinstance(person, Agent) else "tenant"
    return person.post(f"/api/{side}/conversations/{conversation_id}/resolve").ok("conversation", "analysis")


@pytest.mark.parametrize("by_agent", [True, False], ids=["agent", "tenant"])
def test_resolving_closes_and_leaves_a_system_message(tenant: Tenant, by_agent: bool) -> None:
    conversation_id = a_conversation(tenant, status="ACTIVE")
    answer = _resolve(tenant.agent if by_agent else tenant, conversation_id)
    assert answer["analysis"] == "QUEUED"
    conversation = is_conversation(answer["conversation"], detailed="workspace" in answer["conversation"])
    assert conversation["status"] == "CLOSED"
    is_time(conversation["closedAt"])
    assert conversation["closedBy"] is not None
    last = is_message(tenant.messages(conversation_id)[-1])
    assert (last["senderType"], last["messageType"], last["isInternal"]) == ("SYSTEM", "SYSTEM", False)


def test_the_visitor_sees_the_system_message(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says()
    _resolve(tenant, conversation_id)
    assert [message["senderType"] for message in visitor.messages()] == ["VISITOR", "SYSTEM"]


def test_resolving_twice_is_resolving_once(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, status="ACTIVE")
    _resolve(tenant.agent, conversation_id)
    eventually(lambda: tenant.conversation(conversation_id)["resolution"] is not None)
    first, messages = tenant.conversation(conversation_id), tenant.messages(conversation_id)
    again = _resolve(tenant.agent, conversation_id)["conversation"]
    assert {again[name] for name in ("id", "status", "closedAt")} == {
        first[name] for name in ("id", "status", "closedAt")
    }
    stays(lambda: tenant.messages(conversation_id), messages)
    assert tenant.conversation(conversation_id) == first


def test_the_system_message_speaks_the_workspaces_language(tenant: Tenant) -> None:
    spoken = {}
    for language in ("en", "tr", "de", "es"):
        tenant.put("/api/tenant/workspace", {"language": language}).ok()
        conversation_id = a_conversation(tenant)
        _resolve(tenant, conversation_id)
        spoken[language] = tenant.messages(conversation_id)[-1]["content"]
    assert len(set(spoken.values())) == 4, spoken


# Status


@pytest.mark.parametrize("status", ["ACTIVE", "WAITING", "CLOSED"])
def test_a_status_is_set_without_a_system_message(tenant: Tenant, status: str) -> None:
    conversation_id = a_conversation(tenant, status="CLOSED" if status != "CLOSED" else "WAITING")
    before = tenant.messages(conversation_id)
    path = f"/api/tenant/conversations/{conversation_id}/status"
    answer = tenant.put(path, {"status": status}).ok("conversation")["conversation"]
    assert answer["status"] == status
    assert (answer["closedAt"] is None) == (status != "CLOSED")
    assert tenant.conversation(conversation_id)["status"] == status
    assert tenant.messages(conversation_id) == before


def test_closing_by_status_starts_no_analysis(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, status="CLOSED")
    stays(lambda: tenant.conversation(conversation_id)["resolution"], None, for_seconds=1.5)


def test_the_same_status_again_changes_nothing(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, status="CLOSED")
    before = tenant.conversation(conversation_id)
    tenant.put(f"/api/tenant/conversations/{conversation_id}/status", {"status": "CLOSED"}).ok("conversation")
    assert tenant.conversation(conversation_id) == before


# Assigning


def test_assigning_a_waiting_conversation_makes_it_active(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    path = f"/api/tenant/conversations/{conversation_id}/assign"
    answer = tenant.post(path, {"agentId": tenant.agent.id}).ok("conversation")["conversation"]
    assert answer["status"] == "ACTIVE"
    assert answer["agentId"] == tenant.agent.id
    assert answer["agent"] == {"id": tenant.agent.id, "name": tenant.agent.name, "avatarUrl": None}


def test_assigning_to_another_agent_transfers(tenant: Tenant) -> None:
    second = tenant.invite_agent("Second Agent")
    conversation_id = a_conversation(tenant, status="ACTIVE")
    tenant.post(f"/api/tenant/conversations/{conversation_id}/assign", {"agentId": second.id}).ok("conversation")
    conversation = tenant.conversation(conversation_id)
    assert (conversation["status"], conversation["agent"]["name"]) == ("ACTIVE", "Second Agent")


def test_assigning_to_the_holder_changes_nothing(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, status="ACTIVE")
    before = tenant.conversation(conversation_id)
    path = f"/api/tenant/conversations/{conversation_id}/assign"
    tenant.post(path, {"agentId": tenant.agent.id}).ok("conversation")
    assert tenant.conversation(conversation_id) == before


def test_assigning_to_an_inactive_agent_is_refused(tenant: Tenant) -> None:
    inactive = tenant.invite_agent()
    tenant.patch(f"/api/tenant/agents/{inactive.id}", {"status": "INACTIVE"}).ok()
    conversation_id = a_conversation(tenant, status="ACTIVE")
    for person, side in ((tenant, "tenant"), (tenant.agent, "agent")):
        path = f"/api/{side}/conversations/{conversation_id}/assign"
        person.post(path, {"agentId": inactive.id}).refused("AGENT_INACTIVE")
    assert tenant.conversation(conversation_id)["agentId"] == tenant.agent.id


def test_the_owner_is_no_agent_to_assign_to(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    path = f"/api/tenant/conversations/{conversation_id}/assign"
    tenant.post(path, {"agentId": tenant.user["id"]}).error(404)


def test_the_holder_transfers_to_another_agent(tenant: Tenant) -> None:
    second = tenant.invite_agent("Second Agent")
    conversation_id = a_conversation(tenant, status="ACTIVE")
    path = f"/api/agent/conversations/{conversation_id}/assign"
    answer = tenant.agent.post(path, {"agentId": second.id}).ok("conversation")["conversation"]
    assert (answer["agentId"], answer["status"]) == (second.id, "ACTIVE")


def test_an_agent_who_does_not_hold_it_cannot_transfer(tenant: Tenant) -> None:
    second = tenant.invite_agent("Second Agent")
    held = a_conversation(tenant, status="ACTIVE")
    waiting = a_conversation(tenant)
    for conversation_id in (held, waiting):
        path = f"/api/agent/conversations/{conversation_id}/assign"
        second.post(path, {"agentId": second.id}).refused("NOT_ASSIGNEE", 403)
    assert tenant.conversation(held)["agentId"] == tenant.agent.id


def test_a_closed_conversation_is_not_transferred(tenant: Tenant) -> None:
    second = tenant.invite_agent("Second Agent")
    conversation_id = a_conversation(tenant, status="CLOSED", agent=tenant.agent)
    path = f"/api/agent/conversations/{conversation_id}/assign"
    tenant.agent.post(path, {"agentId": second.id}).refused("CONVERSATION_CLOSED")


# Reading


@pytest.mark.parametrize("by_agent", [True, False], ids=["agent", "tenant"])
def test_marking_read_sees_each_visitor_message_once(tenant: Tenant, by_agent: bool) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("One")
    visitor.says("Two")
    tenant.agent.sends(conversation_id, "Three").ok()
    person, side = (tenant.agent, "agent") if by_agent else (tenant, "tenant")
    path = f"/api/{side}/conversations/{conversation_id}/mark-read"
    before = {message["content"]: message["seenAt"] for message in tenant.messages(conversation_id)}
    expected = sum(before[content] is None for content in ("One", "Two"))
    assert expected == tenant.conversation(conversation_id)["unreadCount"]
    answer = person.post(path).ok()
    assert answer == {"conversationId": conversation_id, "markedCount": expected, "unreadCount": 0}
    seen = {message["content"]: message["seenAt"] for message in tenant.messages(conversation_id)}
    is_time(seen["One"])
    is_time(seen["Two"])
    assert seen["Three"] is None
    assert tenant.conversation(conversation_id)["unreadCount"] == 0


@pytest.mark.parametrize("by_agent", [True, False], ids=["agent", "tenant"])
def test_two_unread_messages_are_marked_and_counted(tenant: Tenant, by_agent: bool) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("One")
    visitor.says("Two")
    person, side = (tenant.agent, "agent") if by_agent else (tenant, "tenant")
    answer = person.post(f"/api/{side}/conversations/{conversation_id}/mark-read").ok()
    assert answer == {"conversationId": conversation_id, "markedCount": 2, "unreadCount": 0}


def test_marking_read_with_nothing_unread_writes_nothing(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    path = f"/api/tenant/conversations/{conversation_id}/mark-read"
    tenant.post(path).ok()
    before, messages = tenant.conversation(conversation_id), tenant.messages(conversation_id)
    answer = tenant.post(path).ok()
    assert answer == {"conversationId": conversation_id, "markedCount": 0, "unreadCount": 0}
    assert tenant.conversation(conversation_id) == before
    assert tenant.messages(conversation_id) == messages


# Deleting


def test_a_deleted_conversation_is_gone_at_once(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, status="ACTIVE", says="Unforgettable")
    kept = a_conversation(tenant)
    agent = tenant.agent
    becomes(lambda: _listed(tenant, search="unforgettable"), {conversation_id})
    path = f"/api/tenant/conversations/{conversation_id}"
    assert tenant.delete(path).ok() == {"deleted": True, "id": conversation_id}
    assert _listed(tenant) == {kept}
    assert _listed(tenant, search="unforgettable") == set()
    assert _listed(tenant, status="ACTIVE") == set()
    tenant.get(path).error(404, "Conversation not found")
    agent.get(f"/api/agent/conversations/{conversation_id}").error(404, "Conversation not found")
    agent.get(f"/api/agent/conversations/{conversation_id}/messages").error(404, "Conversation not found")
    becomes(lambda: tenant.counts()["total"], 1)


def test_a_second_delete_finds_nothing(tenant: Tenant) -> None:
    path = f"/api/tenant/conversations/{a_conversation(tenant)}"
    tenant.delete(path).ok()
    tenant.delete(path).error(404, "Conversation not found")


@pytest.mark.parametrize(
    ("method", "action", "body"),
    [
        ("POST", "/resolve", None),
        ("PUT", "/status", {"status": "ACTIVE"}),
        ("POST", "/mark-read", None),
    ],
)
def test_a_deleted_conversation_does_not_reappear(tenant: Tenant, method: str, action: str, body: Json | None) -> None:
    path = f"/api/tenant/conversations/{a_conversation(tenant)}"
    tenant.delete(path).ok()
    tenant.call(method, path + action, body).error(404, "Conversation not found")
    stays(lambda: tenant.conversations(), [], for_seconds=0.3)


def test_a_visitor_with_a_deleted_conversation_starts_a_new_one(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    old = visitor.says("Old")
    tenant.delete(f"/api/tenant/conversations/{old}").ok()
    assert visitor.messages() == []
    new = visitor.says("New")
    assert new != old
    assert [message["content"] for message in visitor.messages()] == ["New"]
