"""Push notifications to agents, decrypted as by a browser, at a local push service."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from tests.browser_push import Browser, verified_sender
from tests.receiver import Received, Receiver, a_receiver

from .builders import World
from .client import Agent, Json, Tenant, becomes, eventually, stays, unique
from .shapes import is_time

SUBSCRIPTIONS = "/api/agent/push-subscriptions"
DELAY = 3  # seconds before a push, in which it may turn out to be needless


@pytest.fixture(scope="module")
def service() -> Iterator[Receiver]:
    """A push service."""
    with a_receiver() as receiver:
        receiver.answer = lambda request: (201, b"")
        yield receiver


def _subscribe(agent: Agent, service: Receiver) -> Browser:
    browser = Browser(f"{service.url}/{unique()}")
    agent.post(SUBSCRIPTIONS, browser.subscription).ok("subscription")
    return browser


def _pushed(service: Receiver, browser: Browser) -> list[Received]:
    return service.under(browser.endpoint.removeprefix(service.url))


def _next(service: Receiver, browser: Browser, count: int = 1) -> Json:
    """The last of that many notifications, as the service worker receives it."""

    def arrived() -> Json:
        pushed = _pushed(service, browser)
        assert len(pushed) >= count, len(pushed)
        shown: Json = browser.read(pushed[count - 1])
        return shown

    return eventually(arrived, within=DELAY + 20)


def _assign(tenant: Tenant, conversation_id: str, agent: Agent) -> None:
    tenant.post(f"/api/tenant/conversations/{conversation_id}/assign", {"agentId": agent.id}).ok()


type Later = Callable[[], None]


@pytest.fixture(scope="module")
def later(shared_tenant: Tenant, service: Receiver) -> Later:
    """Waits until everything that will be pushed of what has happened so far has been pushed: something that happens
    now is pushed after it."""
    browser = _subscribe(shared_tenant.agent, service)

    def wait() -> None:
        before = len(_pushed(service, browser))
        _assign(shared_tenant, shared_tenant.visitor().says(), shared_tenant.agent)
        _next(service, browser, before + 1)

    return wait


# ── What is pushed ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_assignment_is_pushed_so_that_only_the_browser_can_read_it(tenant: Tenant, service: Receiver) -> None:
    browser = _subscribe(tenant.agent, service)
    conversation_id = tenant.visitor("Vera").says("Do you ship\n to Norway?")
    _assign(tenant, conversation_id, tenant.agent)
    shown = _next(service, browser)
    assert shown == {
        "type": "assigned",
        "title": "Assigned to you: Vera",
        "body": "Do you ship to Norway?",
        "conversationId": conversation_id,
        "url": shown["url"],
    }
    assert shown["url"].endswith(f"/console/inbox/{conversation_id}")
    (request,) = _pushed(service, browser)
    assert b"Norway" not in request.body
    with pytest.raises(InvalidTag):
        Browser(browser.endpoint).read(request)
    assert (request.headers["urgency"], request.headers["topic"]) == ("high", conversation_id.removeprefix("cnv_"))
    assert 0 < int(request.headers["ttl"]) <= 24 * 3600


def test_the_sender_is_who_the_browser_subscribed_to(tenant: Tenant, service: Receiver) -> None:
    browser = _subscribe(tenant.agent, service)
    listed = tenant.agent.get(SUBSCRIPTIONS).ok("publicKey", "subscriptions")
    _assign(tenant, tenant.visitor().says(), tenant.agent)
    _next(service, browser)
    claims = verified_sender(_pushed(service, browser)[0], listed["publicKey"], service.url)
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600
    assert claims["sub"].startswith("mailto:")
    assert tenant.agent.get(SUBSCRIPTIONS).ok()["publicKey"] == listed["publicKey"]


def test_a_visitors_message_is_pushed_to_whom_it_concerns(tenant: Tenant, service: Receiver, later: Later) -> None:
    other = tenant.invite_agent("Ben Agent")
    browser, others = _subscribe(tenant.agent, service), _subscribe(other, service)
    vera = tenant.visitor("Vera")
    conversation_id = vera.says("Hello")
    tenant.agent.sends(conversation_id, "Hi").ok()
    tenant.agent.post(f"/api/agent/conversations/{conversation_id}/mark-read").ok()
    vera.says("Are you there? " + "x" * 1_000)
    shown = _next(service, browser)
    assert (shown["type"], shown["title"], shown["conversationId"]) == ("messages", "Vera", conversation_id)
    assert shown["body"] == ("Are you there? " + "x" * 1_000)[:140]
    later()
    assert _pushed(service, others) == []


def test_a_transfer_is_pushed_to_the_new_agent_in_the_workspaces_language(tenant: Tenant, service: Receiver) -> None:
    tenant.put("/api/tenant/workspace", {"language": "de"}).ok()
    other = tenant.invite_agent("Ben Agent")
    mine, theirs = _subscribe(tenant.agent, service), _subscribe(other, service)
    conversation_id = tenant.visitor("Vera").says("Hallo")
    tenant.agent.sends(conversation_id, "Guten Tag").ok()
    tenant.agent.post(f"/api/agent/conversations/{conversation_id}/assign", {"agentId": other.id}).ok()
    assert _next(service, theirs)["title"] == "An Sie übergeben: Vera"
    assert _pushed(service, mine) == []


def test_every_browser_of_the_agent_is_notified(tenant: Tenant, service: Receiver) -> None:
    browsers = [_subscribe(tenant.agent, service) for _ in range(3)]
    _assign(tenant, tenant.visitor("Vera").says(), tenant.agent)
    for browser in browsers:
        assert _next(service, browser)["title"] == "Assigned to you: Vera"


# ── What is not ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_agents_do_themselves_is_not_pushed(tenant: Tenant, service: Receiver, later: Later) -> None:
    browser = _subscribe(tenant.agent, service)
    conversation_id = tenant.visitor().says("Hello")
    tenant.agent.sends(conversation_id, "I take this").ok()
    tenant.agent.sends(conversation_id, "A note", isInternal=True).ok()
    tenant.agent.post(f"/api/agent/conversations/{conversation_id}/resolve").ok()
    later()
    assert _pushed(service, browser) == []


def test_what_is_seen_or_answered_meanwhile_is_not_pushed(tenant: Tenant, service: Receiver, later: Later) -> None:
    vera, walt = tenant.visitor("Vera"), tenant.visitor("Walt")
    seen, answered = vera.says("Hello"), walt.says("Hello")
    tenant.agent.sends(seen, "Hi").ok()
    tenant.agent.sends(answered, "Hi").ok()
    browser = _subscribe(tenant.agent, service)
    vera.says("More")
    tenant.agent.post(f"/api/agent/conversations/{seen}/mark-read").ok()
    walt.says("More")
    tenant.agent.sends(answered, "Yes").ok()
    later()
    assert _pushed(service, browser) == []


def test_of_several_messages_in_a_row_the_last_is_pushed(tenant: Tenant, service: Receiver, later: Later) -> None:
    vera = tenant.visitor("Vera")
    conversation_id = vera.says("Hello")
    tenant.agent.sends(conversation_id, "Hi").ok()
    browser = _subscribe(tenant.agent, service)
    for text in ("One", "Two", "Three"):
        vera.says(text)
    later()
    becomes(lambda: [browser.read(one)["body"] for one in _pushed(service, browser)], ["Three"])


@pytest.mark.parametrize(
    ("preferences", "expected"),
    [
        ({"push": {"messages": False}}, ["assigned"]),
        ({"push": {"assigned": False}}, ["messages"]),
        ({"push": {"assigned": False, "messages": False}}, []),
        ({"push": {"assigned": True, "messages": True}}, ["assigned", "messages"]),
    ],
)
def test_agents_choose_what_they_are_pushed(
    tenant: Tenant, service: Receiver, later: Later, preferences: Json, expected: list[str]
) -> None:
    browser = _subscribe(tenant.agent, service)
    tenant.agent.patch("/api/agent/profile", {"preferences": preferences}).ok()
    vera = tenant.visitor("Vera")
    conversation_id = vera.says("Hello")
    _assign(tenant, conversation_id, tenant.agent)
    vera.says("More")
    later()
    becomes(lambda: sorted(browser.read(one)["type"] for one in _pushed(service, browser)), expected)


def test_an_inactive_agent_is_not_notified(tenant: Tenant, service: Receiver, later: Later) -> None:
    browser = _subscribe(tenant.agent, service)
    conversation_id = tenant.visitor().says("Hello")
    _assign(tenant, conversation_id, tenant.agent)
    tenant.patch(f"/api/tenant/agents/{tenant.agent.id}", {"status": "INACTIVE"}).ok()
    later()
    assert _pushed(service, browser) == []


# ── Subscriptions ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_has_expired_is_dropped(tenant: Tenant, service: Receiver, status: int) -> None:
    expired, good = _subscribe(tenant.agent, service), _subscribe(tenant.agent, service)

    def answer(request: Received) -> tuple[int, bytes]:
        return (status if request.path == expired.endpoint.removeprefix(service.url) else 201), b""

    service.answer = answer
    try:
        _assign(tenant, tenant.visitor().says(), tenant.agent)
        becomes(lambda: _endpoints(tenant.agent), [good.endpoint], within=DELAY + 20)
        assert len(_pushed(service, expired)) == 1
    finally:
        service.answer = lambda request: (201, b"")


def test_a_push_service_that_fails_keeps_its_subscriptions(tenant: Tenant, service: Receiver) -> None:
    browser = _subscribe(tenant.agent, service)
    nobody = Browser("http://127.0.0.1:9/push")
    tenant.agent.post(SUBSCRIPTIONS, nobody.subscription).ok()
    service.answer = lambda request: (503, b"")
    try:
        _assign(tenant, tenant.visitor().says(), tenant.agent)
        _next(service, browser)
    finally:
        service.answer = lambda request: (201, b"")
    stays(lambda: _endpoints(tenant.agent), [browser.endpoint, nobody.endpoint])


def _endpoints(agent: Agent) -> list[str]:
    return [one["endpoint"] for one in agent.get(SUBSCRIPTIONS).ok("publicKey", "subscriptions")["subscriptions"]]


def test_subscribe_again_list_and_unsubscribe(tenant: Tenant, service: Receiver) -> None:
    browser = Browser(f"{service.url}/{unique()}")
    made = tenant.agent.post(SUBSCRIPTIONS, browser.subscription).ok("subscription")["subscription"]
    assert set(made) == {"id", "endpoint", "createdAt"}
    assert made["id"].startswith("psh_")
    is_time(made["createdAt"])
    again = tenant.agent.post(SUBSCRIPTIONS, Browser(browser.endpoint).subscription).ok()["subscription"]
    assert again["id"] == made["id"]
    assert _endpoints(tenant.agent) == [browser.endpoint]
    gone = tenant.agent.delete(SUBSCRIPTIONS, json={"endpoint": browser.endpoint}).ok()
    assert gone == {"deleted": True, "id": made["id"]}
    assert _endpoints(tenant.agent) == []
    tenant.agent.delete(SUBSCRIPTIONS, json={"endpoint": browser.endpoint}).error(404, "Push subscription not found")


def test_a_browser_is_its_last_agents(tenant: Tenant, service: Receiver, later: Later) -> None:
    """Whoever logs in on a colleague's computer is not notified of the colleague's conversations, nor vice versa."""
    other = tenant.invite_agent("Ben Agent")
    browser = _subscribe(tenant.agent, service)
    other.post(SUBSCRIPTIONS, browser.subscription).ok()
    assert (_endpoints(tenant.agent), _endpoints(other)) == ([], [browser.endpoint])
    tenant.agent.delete(SUBSCRIPTIONS, json={"endpoint": browser.endpoint}).error(404, "Push subscription not found")
    _assign(tenant, tenant.visitor("Vera").says(), other)
    _assign(tenant, tenant.visitor("Walt").says(), tenant.agent)
    later()
    becomes(lambda: [browser.read(one)["title"] for one in _pushed(service, browser)], ["Assigned to you: Vera"])


def test_an_agent_has_at_most_ten(tenant: Tenant, service: Receiver) -> None:
    browsers = [_subscribe(tenant.agent, service) for _ in range(12)]
    assert _endpoints(tenant.agent) == [browser.endpoint for browser in browsers[2:]]


def test_of_many_that_subscribe_at_once_ten_stay(tenant: Tenant, service: Receiver) -> None:
    agent = tenant.agent
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: _subscribe(agent, service), range(16)))
    assert len(_endpoints(tenant.agent)) == 10


def test_another_tenants_subscription_stays(tenant: Tenant, other_world: World, service: Receiver) -> None:
    browser = _subscribe(other_world.agent, service)
    tenant.agent.delete(SUBSCRIPTIONS, json={"endpoint": browser.endpoint}).error(404, "Push subscription not found")
    tenant.agent.post(SUBSCRIPTIONS, browser.subscription).ok()
    assert browser.endpoint in _endpoints(other_world.agent)


def _with(**changes: Any) -> Json:
    subscription = Browser("https://push.example.com/x").subscription
    keys = {name: changes.pop(name) for name in ("p256dh", "auth") if name in changes}
    return {**subscription, "keys": subscription["keys"] | keys, **changes}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (_with(endpoint="https://user:password@push.example.com/"), ["endpoint"]),
        (_with(endpoint="ftp://push.example.com/"), ["endpoint"]),
        (_with(p256dh="A" * 86), ["keys"]),
        (_with(auth="not base64!"), ["keys"]),
        (_with(auth="A" * 23), ["keys"]),
        (_with(keys={"auth": "A" * 22}), ["keys"]),
        (_with(more=1), ["more"]),
        ({}, ["endpoint", "keys"]),
    ],
)
def test_wrong_subscriptions_are_refused_by_name(shared_tenant: Tenant, body: Json, fields: list[str]) -> None:
    shared_tenant.agent.post(SUBSCRIPTIONS, body).invalid(*fields)
