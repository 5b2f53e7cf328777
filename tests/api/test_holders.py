"""Assignees: never somebody who is removed, whatever happens concurrently; waiting times; credit for ratings."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from .builders import a_conversation
from .client import Agent, Answer, Json, Tenant, Visitor, becomes

ROUNDS = 6


def leaves(tenant: Tenant, agent: Agent, how: str) -> Answer:
    path = f"/api/tenant/agents/{agent.id}"
    return tenant.delete(path) if how == "removed" else tenant.patch(path, {"status": "INACTIVE"})


def sets_status(tenant: Tenant, conversation_id: str, status: str) -> Json:
    answer = tenant.put(f"/api/tenant/conversations/{conversation_id}/status", {"status": status})
    found: Json = answer.ok()["conversation"]
    return found


def assigns(tenant: Tenant, conversation_id: str, agent: Agent) -> Answer:
    return tenant.post(f"/api/tenant/conversations/{conversation_id}/assign", {"agentId": agent.id})


def resolves(person: Tenant | Agent, conversation_id: str) -> Json:
    audience = "tenant" if isinstance(person, Tenant) else "agent"
    found: Json = person.post(f"/api/{audience}/conversations/{conversation_id}/resolve").ok()["conversation"]
    return found


def rates(visitor: Visitor, score: int) -> Answer:
    return visitor.post("/api/widget/rating", {"score": score})


def scores(tenant: Tenant) -> dict[str, tuple[Any, int]]:
    return {agent["name"]: (agent["csatScore"], agent["csatCount"]) for agent in tenant.team()}


def at_once(*calls: Callable[[], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


# ── Who is gone holds nothing ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["removed", "deactivated"])
def test_an_agent_removed_during_an_assignment_is_assigned_nothing(tenant: Tenant, how: str) -> None:
    """Assigning, claiming by a reply, and a closed conversation that its visitor reopens."""
    for _ in range(ROUNDS):
        agent, visitor = tenant.invite_agent("Rita"), tenant.visitor()
        assigned, claimed = a_conversation(tenant), a_conversation(tenant)
        reopened = a_conversation(tenant, status="CLOSED", agent=agent, visitor=visitor)
        at_once(
            partial(assigns, tenant, assigned, agent),
            partial(agent.sends, claimed),
            partial(visitor.sends, "Once more"),
            partial(leaves, tenant, agent, how),
        )
        for conversation_id in (assigned, claimed, reopened):
            held = tenant.conversation(conversation_id)
            assert held["agentId"] != agent.id or held["status"] == "CLOSED"
            assert held["status"] == "WAITING" or held["agentId"] is not None


@pytest.mark.parametrize("how", ["removed", "deactivated"])
@pytest.mark.parametrize("status", ["ACTIVE", "WAITING"])
def test_what_is_opened_again_by_hand_is_not_theirs_who_left(tenant: Tenant, how: str, status: str) -> None:
    agent = tenant.invite_agent("Dan")
    conversation_id = a_conversation(tenant, status="CLOSED", agent=agent)
    leaves(tenant, agent, how).ok()
    opened = sets_status(tenant, conversation_id, status)
    assert (opened["agentId"], opened["agent"], opened["status"]) == (None, None, status)


def test_replying_in_a_closed_conversation_of_a_removed_agent_claims_it(tenant: Tenant) -> None:
    gone, colleague = tenant.invite_agent("Dan"), tenant.invite_agent("Cora")
    conversation_id = a_conversation(tenant, status="CLOSED", agent=gone)
    leaves(tenant, gone, "deactivated").ok()
    answered = colleague.sends(conversation_id, "Any news?").ok()["conversation"]
    assert (answered["agentId"], answered["status"]) == (colleague.id, "ACTIVE")


def test_who_answers_in_a_closed_conversation_of_a_colleague_leaves_it_theirs(tenant: Tenant) -> None:
    holder, colleague = tenant.invite_agent("Dan"), tenant.invite_agent("Cora")
    conversation_id = a_conversation(tenant, status="CLOSED", agent=holder)
    assert colleague.sends(conversation_id).ok()["conversation"]["agentId"] == holder.id


def test_a_token_that_the_gateway_still_remembers_claims_nothing(tenant: Tenant) -> None:
    agent, conversation_id = tenant.invite_agent("Dan"), a_conversation(tenant)
    agent.profile()  # by which the gateway remembers the token
    leaves(tenant, agent, "deactivated").ok()
    agent.sends(conversation_id).error(401, "Authorization token required")
    assert tenant.conversation(conversation_id)["agentId"] is None


# ── Who waits, waits since some time ────────────────────────────────────────────────────────────────────────────────


def test_who_waits_has_a_since_however_they_came_to_wait(tenant: Tenant) -> None:
    agent = tenant.invite_agent("Ann")
    left = a_conversation(tenant, status="ACTIVE", agent=agent)
    by_hand = a_conversation(tenant, status="CLOSED", agent=tenant.agent)
    unanswered = a_conversation(tenant, status="CLOSED")
    leaves(tenant, agent, "deactivated").ok()
    for conversation_id in (by_hand, unanswered):
        sets_status(tenant, conversation_id, "WAITING")
    waiting = [tenant.conversation(conversation_id) for conversation_id in (left, by_hand, unanswered)]
    assert [one["status"] for one in waiting] == ["WAITING"] * 3
    assert all(one["waitingSince"] for one in waiting)


def test_what_is_nobodys_waits_again_when_its_visitor_writes(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, visitor=visitor)
    assert sets_status(tenant, conversation_id, "ACTIVE")["status"] == "ACTIVE"
    assert conversation_id in [one["id"] for one in tenant.conversations(agentId="unassigned", status="active")]
    visitor.says("Is anybody there?")
    assert tenant.conversation(conversation_id)["status"] == "WAITING"


def test_an_answer_marks_what_it_answers_as_read(tenant: Tenant) -> None:
    visitor, agent = tenant.visitor(), tenant.agent
    conversation_id = visitor.says("One")
    visitor.says("Two")
    agent.sends(conversation_id, "A note", isInternal=True).ok()
    assert tenant.conversation(conversation_id)["unreadCount"] == 2
    assert agent.sends(conversation_id, "Both answered").ok()["conversation"]["unreadCount"] == 0
    seen = {one["content"]: one["seenAt"] for one in visitor.messages()}
    assert seen["One"] == seen["Two"] is not None
    assert seen["Both answered"] is None
    becomes(lambda: tenant.counts()["unread"], 0)


# ── One closing, one rating, one holder ─────────────────────────────────────────────────────────────────────────────


def test_a_closing_by_hand_that_is_resolved_later_is_one_closing(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor)
    closed = sets_status(tenant, conversation_id, "CLOSED")
    rates(visitor, 5).ok()
    resolved = resolves(tenant, conversation_id)
    assert (resolved["closedAt"], resolved["closedBy"]) == (closed["closedAt"], closed["closedBy"])
    assert resolved["lastMessage"]["senderType"] == "SYSTEM"
    rates(visitor, 1).refused("ALREADY_RATED")


def test_a_rating_is_credited_to_the_assignee_at_the_conversations_closing(tenant: Tenant) -> None:
    ann, ben, visitor = tenant.invite_agent("Ann"), tenant.invite_agent("Ben"), tenant.visitor()
    conversation_id = a_conversation(tenant, status="CLOSED", agent=ann, visitor=visitor)
    assigns(tenant, conversation_id, ben).ok()
    rates(visitor, 5).ok()
    becomes(lambda: scores(tenant), {"Ann": (100.0, 1), "Ben": (None, 0)})


def test_a_colleagues_rating_removes_no_earlier_one(tenant: Tenant) -> None:
    ann, ben, visitor = tenant.invite_agent("Ann"), tenant.invite_agent("Ben"), tenant.visitor()
    conversation_id = a_conversation(tenant, status="CLOSED", agent=ann, visitor=visitor)
    rates(visitor, 5).ok()
    sets_status(tenant, conversation_id, "ACTIVE")
    assigns(tenant, conversation_id, ben).ok()
    resolves(ben, conversation_id)
    rates(visitor, 1).ok()
    becomes(lambda: scores(tenant), {"Ann": (100.0, 1), "Ben": (0.0, 1)})
    assert tenant.conversation(conversation_id)["rating"]["score"] == 1
    tenant.delete(f"/api/tenant/conversations/{conversation_id}").ok()
    becomes(lambda: scores(tenant), {"Ann": (None, 0), "Ben": (None, 0)})
