"""Push notifications: recipients, deduplication, content, and our identity for push services."""

import base64
import json
from collections.abc import Iterator
from typing import Any, cast

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from connextlive.chat import conversation, message, mood
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.generated.values import PushSubscriptionValues
from connextlive.identity import teams
from connextlive.push import notifications, vapid, web_push
from connextlive.push import subscription as push_subscription
from connextlive.push.notifications import Occasion
from tests.browser_push import Browser, verified_sender
from tests.receiver import Receiver, a_receiver
from tests.support.builders import (
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    consume,
    counted_calls,
    everything_under,
    failed,
)

type Json = dict[str, Any]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("PRIVATE_DESTINATIONS", "allowed")
    with a_receiver() as receiver:
        receiver.answer = lambda request: (201, b"")
        yield receiver


def _subscribe(agent: Caller, service: Receiver, path: str = "/one") -> Browser:
    browser = Browser(service.url + path)
    keys = browser.subscription["keys"]
    push_subscription.register(agent.tenant_id, agent.id, browser.endpoint, keys["p256dh"], keys["auth"])
    return browser


def _assigned(of: Caller, agent: Caller, **more: Any) -> Json:
    """Assigns a conversation to the agent; returns the event."""
    conversation_id = a_conversation(of, agent=agent)
    ids = {"conversationId": conversation_id, "agentId": agent.id, "tenantId": of.tenant_id}
    return {"eventId": "evt_1", "type": "conversation.assigned", **ids, **more}


def _message(of: Caller, conversation_id: str, by: Caller) -> Json:
    said, _ = message.send_as_visitor(by, Draft("More"))
    ids = {"conversationId": conversation_id, "messageId": said.id, "tenantId": of.tenant_id}
    return {"eventId": f"evt_{said.id}", "type": "message.created", "senderType": "VISITOR", **ids}


def test_a_redelivered_event_is_pushed_once(cloud: None, service: Receiver) -> None:
    tenant = a_tenant()
    agent = an_agent(tenant)
    browser = _subscribe(agent, service)
    event = _assigned(tenant, agent)
    for _ in range(3):
        assert consume("on_event_push", event) == failed()
    assert browser.read(service.requests[0])["type"] == "assigned"
    assert len(service.requests) == 1


def test_what_could_not_be_sent_is_tried_again(cloud: None, service: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = a_tenant()
    agent = an_agent(tenant)
    _subscribe(agent, service)
    event = _assigned(tenant, agent)
    with monkeypatch.context() as patch:
        patch.setattr("connextlive.push.web_push.send", lambda *_: 1 / 0)
        assert consume("on_event_push", event) == failed("m0")
    assert consume("on_event_push", event) == failed()
    assert len(service.requests) == 1


def test_an_agent_who_never_subscribed_costs_two_reads(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = a_tenant()
    agent = an_agent(tenant)
    event = _assigned(tenant, agent)
    calls = counted_calls(monkeypatch)
    assert consume("on_event_push", event) == failed()
    assert calls == ["GetItem", "Query"]


@pytest.mark.parametrize(
    "changes", [{"claimed": True}, {"agentId": "usr_01HX0000000000000000000000"}, {"conversationId": "cnv_" + "0" * 26}]
)
def test_assignments_that_are_nobodys_news(cloud: None, service: Receiver, changes: Json) -> None:
    """An agent's own claim, a conversation reassigned since, a deleted conversation."""
    tenant = a_tenant()
    agent = an_agent(tenant)
    _subscribe(agent, service)
    assert consume("on_event_push", _assigned(tenant, agent, **changes)) == failed()
    assert service.requests == []


def test_messages_before_the_assignment_are_announced_with_it(cloud: None, service: Receiver) -> None:
    tenant = a_tenant()
    agent, vera = an_agent(tenant), a_visitor(tenant)
    conversation_id = a_conversation(tenant, by=vera)
    before = _message(tenant, conversation_id, vera)
    conversation.assign(tenant.tenant_id, conversation_id, agent.id)
    _subscribe(agent, service)
    consume("on_event_push", before)
    assert service.requests == []
    consume("on_event_push", _message(tenant, conversation_id, vera))
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("preferences", "is_wanted"),
    [
        ({}, True),
        ({"push": {}}, True),
        ({"push": {"assigned": True}}, True),
        ({"push": {"messages": False}}, True),
        ({"push": {"assigned": False}}, False),
        ({"push": False}, False),
        ({"push": "nonsense"}, True),
    ],
)
def test_preferences(cloud: None, service: Receiver, preferences: Json, is_wanted: bool) -> None:
    tenant = a_tenant()
    agent = an_agent(tenant, preferences=preferences)
    _subscribe(agent, service)
    consume("on_event_push", _assigned(tenant, agent))
    assert len(service.requests) == is_wanted


def test_keys_that_no_browser_has_made_are_dropped(cloud: None, service: Receiver) -> None:
    """They have the right length, but are not points of the curve."""
    tenant = a_tenant()
    agent = an_agent(tenant)
    nonsense = base64.urlsafe_b64encode(b"\x04" + b"\x01" * 64).rstrip(b"=").decode()
    push_subscription.register(agent.tenant_id, agent.id, service.url, nonsense, "A" * 22)
    assert consume("on_event_push", _assigned(tenant, agent)) == failed()
    assert push_subscription.all_of(tenant.tenant_id, agent.id) == []
    assert service.requests == []


def test_without_the_parameter_a_private_endpoint_is_never_asked(
    cloud: None, service: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = a_tenant()
    agent = an_agent(tenant)
    _subscribe(agent, service)
    monkeypatch.delenv("PRIVATE_DESTINATIONS")
    assert consume("on_event_push", _assigned(tenant, agent)) == failed()
    assert service.requests == []


def test_a_removed_subscription_leaves_nothing(cloud: None, service: Receiver) -> None:
    tenant = a_tenant()
    agent = an_agent(tenant)
    browser = _subscribe(agent, service)
    push_subscription.remove(agent.tenant_id, agent.id, push_subscription.id_of(browser.endpoint))
    assert everything_under(f"{tenant.tenant_id}#{agent.id}") == []
    assert everything_under(f"{tenant.tenant_id}#push") == []


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ("Visitor", "Assigned to you: Visitor", "Transferred to you: Visitor")),
        ("tr", ("Ziyaretçi", "Size atandı: Ziyaretçi", "Size aktarıldı: Ziyaretçi")),
        ("de", ("Besucher", "Ihnen zugewiesen: Besucher", "An Sie übergeben: Besucher")),
        ("es", ("Visitante", "Se le ha asignado: Visitante", "Se le ha transferido: Visitante")),
    ],
)
def test_titles_in_every_language(cloud: None, language: str, titles: tuple[str, ...]) -> None:
    tenant = a_tenant()
    nameless = a_visitor(tenant, user_name=None)
    held = conversation.read(tenant.tenant_id, a_conversation(tenant, by=nameless, says="🙂" * 5_000))
    reasons = (Occasion("usr_A", "messages"), Occasion("usr_A", "assigned"), Occasion("usr_A", "assigned", True))
    shown = [notifications.message(why, held, language) for why in reasons]
    assert tuple(one["title"] for one in shown) == titles
    for one in shown:
        assert len(json.dumps(one, ensure_ascii=False).encode()) < 3_000  # of the 4 KB that push services take


def test_the_public_key_is_that_of_the_derived_private_key(cloud: None) -> None:
    pair = ec.derive_private_key(vapid.private_number(), ec.SECP256R1()).public_key()
    point = pair.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert base64.urlsafe_b64decode(vapid.public_key() + "=") == point


@pytest.mark.parametrize("number", [1, 2, 3, vapid.ORDER // 2, vapid.ORDER - 2, vapid.ORDER - 1])
def test_a_multiple_of_the_base_point_equals_openssls(number: int) -> None:
    expected = ec.derive_private_key(number, ec.SECP256R1()).public_key().public_numbers()
    assert vapid.multiple(number) == (expected.x, expected.y)


def test_the_token_is_for_one_push_service(cloud: None, service: Receiver) -> None:
    browser = Browser(service.url + "/x?y=z")
    registered = {"endpoint": browser.endpoint, **browser.subscription["keys"]}
    subscription = cast("PushSubscriptionValues", registered)
    assert web_push.send(subscription, b"{}", "topic").status == 201
    (request,) = service.requests
    assert verified_sender(request, vapid.public_key(), service.url)["sub"] == "mailto:no-reply@example.com"
    with pytest.raises(jwt.InvalidAudienceError):
        verified_sender(request, vapid.public_key(), "https://other.example.com")


# ── Moods


def _displeased(of: Caller, agent: Caller, **more: Any) -> Json:
    """A visitor of the agent's is displeased; returns the event."""
    conversation_id = a_conversation(of, agent=agent)
    message_id = conversation.read(of.tenant_id, conversation_id).get("last_message_id") or ""
    mood.note(of.tenant_id, conversation_id, "NEGATIVE", message_id)
    ids = {"conversationId": conversation_id, "tenantId": of.tenant_id, "mood": "NEGATIVE"}
    return {"eventId": "evt_1", "type": "conversation.mood_changed", **ids, **more}


def test_leads_who_see_the_conversation_are_told_once_that_a_visitor_is_displeased(
    cloud: None, service: Receiver
) -> None:
    tenant = a_tenant()
    agent = an_agent(tenant)
    lead, other = (an_agent(tenant, name, position="LEAD") for name in ("Lea Lead", "Otto Other"))
    teams.create(tenant.tenant_id, "Billing", [agent.id, lead.id])
    browser = _subscribe(lead, service)
    for path, person in (("/two", other), ("/three", agent)):
        _subscribe(person, service, path)
    event = _displeased(tenant, agent)
    for _ in range(2):
        assert consume("on_event_push", event) == failed()
    assert [browser.read(request)["title"] for request in service.requests] == ["Displeased: Vera Visitor"]


@pytest.mark.parametrize("why", ["content again", "closed", "turned off"])
def test_what_needs_nobody_any_more_is_not_pushed(cloud: None, service: Receiver, why: str) -> None:
    tenant = a_tenant()
    agent = an_agent(tenant)
    preferences = {"push": {"mood": False}} if why == "turned off" else {}
    lead = an_agent(tenant, "Lea Lead", position="LEAD", conversation_access="ALL", preferences=preferences)
    _subscribe(lead, service)
    event = _displeased(tenant, agent, **({"mood": "NEUTRAL"} if why == "content again" else {}))
    if why == "closed":
        conversation.set_status(tenant.tenant_id, event["conversationId"], "CLOSED", tenant.id)
    assert consume("on_event_push", event) == failed()
    assert service.requests == []
