"""Conversations are given to agents, under the functions' own policies, with consumers that run at the same time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.api.client import Tenant, Visitor, becomes
from tests.api.sockets import Socket


def place(visitor: Visitor) -> tuple[str | None, int | None]:
    """Who has a visitor's conversation, and which one in line it is."""
    found = visitor.get("/api/widget/messages", latest="true").ok()
    return found["conversation"]["agentId"], found["queuePosition"]


def test_whoever_writes_at_once_is_given_to_agents_up_to_their_capacity_and_the_others_wait_in_order(
    tenant: Tenant,
) -> None:
    had = tenant.visitor("Vera")
    had.says("I was here before")
    agents = [tenant.agent, tenant.invite_agent("Bert")]
    for one in agents:
        one.patch("/api/agent/profile", {"availability": "BUSY"}).ok()
    tenant.put("/api/tenant/workspace", {"settings": {"routing": {"rule": "least-busy", "capacity": 2}}}).ok()
    becomes(partial(place, had), (None, 1))
    visitors = [tenant.visitor(f"Visitor {number}") for number in range(5)]
    for one in agents:
        one.patch("/api/agent/profile", {"availability": "AVAILABLE"}).ok()
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda one: one.says("Hello"), visitors))

    def given() -> list[int]:
        return sorted(Counter(agent for agent, _ in map(place, [had, *visitors]) if agent).values())

    becomes(given, [2, 2])
    waiting = [one for one in [had, *visitors] if place(one)[0] is None]
    assert sorted(str(place(one)[1]) for one in waiting) == ["1", "2"]
    first, second = sorted(waiting, key=lambda one: place(one)[1] or 0)
    with Socket(second) as socket:
        some = next(one for one in tenant.conversations(status="ACTIVE") if one["agentId"] == tenant.agent.id)
        tenant.agent.post(f"/api/agent/conversations/{some['id']}/resolve").ok()
        becomes(partial(place, first), (tenant.agent.id, None))
        assert socket.hears("queue.moved")["position"] == 1
    agent = tenant.patch(f"/api/tenant/agents/{agents[1].id}", {"capacity": 3}).ok()["agent"]
    assert (agent["availability"], agent["capacity"]) == ("AVAILABLE", 3)
    becomes(partial(place, second), (agents[1].id, None))
    tenant.put("/api/tenant/workspace", {"settings": {"routing": None}}).ok()


@pytest.mark.parametrize(
    ("who", "method", "path", "body"),
    [
        ("tenant", "PUT", "status", {"status": "ACTIVE"}),
        ("tenant", "PUT", "status", {"status": "CLOSED"}),
        ("tenant", "PUT", "snooze", {"isSnoozed": True}),
        ("agent", "PUT", "snooze", {"isSnoozed": True}),
        ("tenant", "POST", "resolve", {}),
        ("agent", "POST", "resolve", {}),
        ("tenant", "POST", "messages", {"content": "Hello"}),
        ("agent", "POST", "messages", {"content": "Hello"}),
        ("tenant", "DELETE", "", None),
    ],
)
def test_whatever_is_done_about_a_conversation_takes_it_out_of_the_queue(
    tenant: Tenant, who: str, method: str, path: str, body: dict[str, object] | None
) -> None:
    tenant.agent.patch("/api/agent/profile", {"availability": "BUSY"}).ok()
    tenant.put("/api/tenant/workspace", {"settings": {"routing": {"rule": "least-busy"}}}).ok()
    vera, walt = tenant.visitor("Vera"), tenant.visitor("Walt")
    vera.says("Hello")
    becomes(partial(place, vera), (None, 1))
    walt.says("Hello")
    becomes(partial(place, walt), (None, 2))
    (hers,) = [one for one in tenant.conversations() if one["visitorId"] == vera.id]
    caller = tenant if who == "tenant" else tenant.agent
    caller.call(method, f"/api/{who}/conversations/{hers['id']}/{path}".rstrip("/"), body).ok()
    becomes(partial(place, walt), (None, 1))
