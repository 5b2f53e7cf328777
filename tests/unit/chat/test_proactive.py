"""Messages that visitors are shown before they write, and what becomes of them."""

from typing import Any

import pytest

from connextlive.chat import visitor
from connextlive.identity import user_presence
from connextlive.table import items
from tests.support.builders import (
    Changes,
    Json,
    a_key,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    consume,
    wrong,
)

pytestmark = pytest.mark.usefixtures("cloud")
PRICING = {"id": "pricing", "text": {"en": "Any questions?", "de": "Fragen?"}, "pages": ["/pricing"]}
NEVER_OPEN: Json = {"week": {}}


def _defined(owner: Any, *messages: Json, **settings: Any) -> None:
    status, answer = call(
        "tenant_workspace_update", owner, {"settings": {"proactive": {"messages": list(messages)}, **settings}}
    )
    assert status == 200, answer


def _shows(visitor: Any, id: str = "pricing", display: str = "d-1", language: str = "en") -> Json:
    status, answer = call(
        "widget_proactive_messages_show", visitor, {"id": id, "displayId": display, "language": language}
    )
    assert status == 200, answer
    return answer


def _refused(reason: str) -> Json:
    return {"isShown": False, "reason": reason, "text": "", "senderName": None}


def _counts(owner: Any) -> list[Json]:
    counts: list[Json] = call("tenant_proactive_messages_count", owner)[1]["counts"]
    return counts


def _says(visitor: Any, content: str, **more: Any) -> Json:
    status, answer = call("widget_messages_send", visitor, {"content": content, **more})
    assert status == 200, answer
    return answer


def _said(owner: Any, conversation_id: str) -> list[Json]:
    messages: list[Json] = call("tenant_messages_list", owner, id=conversation_id)[1]["messages"]
    return messages


@pytest.fixture
def owner() -> Any:
    owner = a_tenant()
    _defined(owner, PRICING)
    return owner


def test_a_widget_knows_when_to_show_which_message_and_not_what_it_says() -> None:
    owner = a_tenant()
    _, plain = a_key(owner)
    rules = {"afterSeconds": 30, "minVisits": 2, "when": "open"}
    _defined(owner, PRICING | rules, {"id": "off", "text": "No", "enabled": False}, {"id": "all", "text": "Hello!"})
    expected = [
        {"id": "pricing", "pages": ["/pricing"], **rules},
        {"id": "all", "pages": [], "afterSeconds": 0, "minVisits": 1, "when": "always"},
    ]
    _, configured = call("widget_configuration_get", query={"apiKey": plain})
    assert configured["widget"]["proactive"] == expected
    _, opened = call("widget_sessions_create", body={}, headers={"X-API-Key": plain})
    assert opened["widget"]["proactive"] == expected


def test_without_messages_a_widget_has_none() -> None:
    _, plain = a_key(a_tenant())
    assert call("widget_configuration_get", query={"apiKey": plain})[1]["widget"]["proactive"] == []


def test_a_message_of_one_site_is_shown_there_only() -> None:
    owner = a_tenant()
    key, plain = a_key(owner)
    other, other_plain = a_key(owner)
    _defined(owner, PRICING | {"siteId": key.site_id})
    found = [
        [one["id"] for one in call("widget_configuration_get", query={"apiKey": of})[1]["widget"]["proactive"]]
        for of in (plain, other_plain)
    ]
    assert found == [["pricing"], []]
    body = {"id": "pricing", "displayId": "d-1"}
    missing = an_error(404, "Proactive message not found")
    assert call("widget_proactive_messages_show", a_visitor(owner, other), body) == missing
    assert _shows(a_visitor(owner, key))["isShown"] is True


@pytest.mark.parametrize(("language", "text"), [("en", "Any questions?"), ("de", "Fragen?"), ("tr", "Any questions?")])
def test_it_is_shown_in_the_widgets_language_or_the_workspaces(owner: Any, language: str, text: str) -> None:
    expected = {"isShown": True, "reason": None, "text": text, "senderName": None}
    assert _shows(a_visitor(owner), language=language) == expected


def test_a_visitor_is_shown_a_message_once_whatever_tab_or_device_asks(owner: Any) -> None:
    vera, max = a_visitor(owner), a_visitor(owner)
    assert _shows(vera)["isShown"] is True
    assert _shows(vera, display="another-tab") == _refused("SHOWN_BEFORE")
    assert _shows(max)["isShown"] is True
    assert _counts(owner) == [{"id": "pricing", "shown": 2, "answered": 0}]


def test_a_display_that_has_not_heard_the_answer_asks_again_and_counts_once(owner: Any) -> None:
    vera = a_visitor(owner)
    assert (
        _shows(vera)
        == _shows(vera)
        == {
            "isShown": True,
            "reason": None,
            "text": "Any questions?",
            "senderName": None,
        }
    )
    assert _counts(owner) == [{"id": "pricing", "shown": 1, "answered": 0}]


def test_being_shown_a_message_makes_no_conversation(owner: Any) -> None:
    _shows(a_visitor(owner))
    assert call("tenant_conversations_list", owner)[1]["conversations"] == []


def test_an_answer_begins_a_conversation_with_what_was_shown(owner: Any) -> None:
    _defined(owner, PRICING | {"senderName": "Anna from sales"})
    vera = a_visitor(owner)
    _shows(vera, language="de")
    conversation = _says(vera, "Ja, was kostet das?", proactiveId="pricing")["conversation"]
    first, second = _said(owner, conversation["id"])
    shown = {name: first[name] for name in ("senderType", "messageType", "senderName", "content")}
    assert shown == {
        "senderType": "SYSTEM",
        "messageType": "TEXT",
        "senderName": "Anna from sales",
        "content": "Fragen?",
    }
    assert first["seenAt"] is not None
    assert (second["senderType"], second["content"]) == ("VISITOR", "Ja, was kostet das?")
    listed = call("tenant_conversations_get", owner, id=conversation["id"])[1]["conversation"]
    assert (listed["status"], listed["unreadCount"], listed["messageCount"]) == ("WAITING", 1, 2)
    assert listed["lastMessage"]["content"] == "Ja, was kostet das?"
    assert _counts(owner) == [{"id": "pricing", "shown": 1, "answered": 1}]
    heard = call("widget_messages_list", vera)[1]["messages"]
    assert [one["content"] for one in heard] == ["Fragen?", "Ja, was kostet das?"]


def test_an_answer_that_is_sent_twice_is_one(owner: Any) -> None:
    vera = a_visitor(owner)
    _shows(vera)
    first = _says(vera, "Yes", proactiveId="pricing", clientMessageId="c-1")
    again = _says(vera, "Yes", proactiveId="pricing", clientMessageId="c-1")
    assert first["message"]["id"] == again["message"]["id"]
    assert len(_said(owner, first["conversation"]["id"])) == 2
    assert _counts(owner) == [{"id": "pricing", "shown": 1, "answered": 1}]


def test_who_answers_a_message_that_has_been_deleted_answers_what_they_were_shown(owner: Any) -> None:
    vera, max = a_visitor(owner), a_visitor(owner)
    _shows(vera)
    _defined(owner)
    conversation = _says(vera, "Yes", proactiveId="pricing")["conversation"]
    assert [one["content"] for one in _said(owner, conversation["id"])] == ["Any questions?", "Yes"]
    body = {"id": "pricing", "displayId": "d-2"}
    assert call("widget_proactive_messages_show", max, body) == an_error(404, "Proactive message not found")


def test_who_was_shown_nothing_answers_nothing(owner: Any) -> None:
    conversation = _says(a_visitor(owner), "Hello", proactiveId="pricing")["conversation"]
    assert [one["content"] for one in _said(owner, conversation["id"])] == ["Hello"]
    assert _counts(owner) == []


def test_who_has_an_open_conversation_is_shown_nothing_and_who_has_a_closed_one_is(owner: Any) -> None:
    agent, vera = an_agent(owner), a_visitor(owner)
    conversation = _says(vera, "Hello")["conversation"]["id"]
    assert _shows(vera) == _refused("IN_CONVERSATION")
    call("tenant_conversations_set_status", owner, {"status": "CLOSED"}, id=conversation)
    assert _shows(vera)["isShown"] is True
    call("agent_messages_send", agent, {"content": "One more thing"}, id=conversation)
    _says(vera, "Yes?", proactiveId="pricing")
    said = [one["content"] for one in _said(owner, conversation) if one["senderType"] != "SYSTEM"]
    assert said == ["Hello", "One more thing", "Yes?"]
    assert "Any questions?" not in [one["content"] for one in _said(owner, conversation)]


def test_a_message_for_those_who_come_again_waits_for_the_visit(owner: Any) -> None:
    _defined(owner, PRICING | {"minVisits": 2})
    vera = a_visitor(owner)
    assert _shows(vera) == _refused("TOO_FEW_VISITS")
    visitor.save_visit(visitor.load(owner.tenant_id, vera.id), is_verified=False, facts={})
    assert _shows(vera)["isShown"] is True


def test_a_message_for_business_hours_is_not_shown_outside_of_them(owner: Any) -> None:
    _defined(owner, PRICING | {"when": "open"}, hours=NEVER_OPEN)
    vera = a_visitor(owner)
    assert _shows(vera) == _refused("CLOSED")
    _defined(owner, PRICING | {"when": "open"}, hours=None)
    assert _shows(vera)["isShown"] is True


def test_a_message_that_wants_somebody_available_waits_for_them(owner: Any) -> None:
    _defined(owner, PRICING | {"when": "available"})
    vera = a_visitor(owner)
    anna = an_agent(owner)
    call("agent_profile_update", anna, {"availability": "AWAY"})
    assert _shows(vera) == _refused("NOBODY_AVAILABLE")
    call("agent_profile_update", anna, {"availability": "AVAILABLE"})
    user_presence.seen(owner.tenant_id, anna.id, anna.token_version)
    assert _shows(vera)["isShown"] is True


def test_a_blocked_visitor_is_shown_nothing(owner: Any) -> None:
    vera = a_visitor(owner)
    call("tenant_blocks_create", owner, {"visitorId": vera.id})
    assert call("widget_proactive_messages_show", vera, {"id": "pricing", "displayId": "d-1"})[0] == 403


def test_texts_are_kept_of_the_messages_that_were_shown_last() -> None:
    owner = a_tenant()
    _defined(owner, *({"id": f"m-{number}", "text": f"Message {number}"} for number in range(4)))
    vera = a_visitor(owner)
    for number in range(4):
        _shows(vera, f"m-{number}")
    conversation = _says(vera, "Yes", proactiveId="m-0")["conversation"]["id"]
    assert [one["content"] for one in _said(owner, conversation)] == ["Yes"]


@pytest.mark.usefixtures("bucket")
def test_what_was_shown_goes_with_the_visitor(owner: Any, changes: Changes) -> None:
    vera = a_visitor(owner)
    _shows(vera)
    call("tenant_visitors_delete", owner, id=vera.id)
    consume("on_visitor_deleted", {"tenantId": owner.tenant_id, "visitorId": vera.id})
    pk = f"{owner.tenant_id}#{vera.id}"
    assert [raw["sk"]["S"] for raw in items.query(pk, limit=items.ALL)] == ["counted"]


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"id": "no spaces"}, "id", None),
        ({"text": " "}, "text", "Must not be empty"),
        ({"text": {"en": ""}}, "text", "Must not be empty"),
        ({"pages": ["https://acme.example/pricing"]}, "pages", "Must be a path such as /pricing or /shop/*"),
        ({"pages": [""]}, "pages", "Must be a path such as /pricing or /shop/*"),
        ({"afterSeconds": -1}, "afterSeconds", None),
        ({"when": "sometimes"}, "when", None),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_place(change: Json, field: str, problem: str | None) -> None:
    body = {"settings": {"proactive": {"messages": [PRICING | change]}}}
    status, answer = call("tenant_workspace_update", a_tenant(), body)
    (error,) = answer["data"]["errors"]
    assert (status, error["field"]) == (400, f"settings.proactive.messages.{field}")
    assert problem in (None, error["message"])


def test_two_messages_have_two_names() -> None:
    body = {"settings": {"proactive": {"messages": [PRICING, PRICING]}}}
    expected = wrong(**{"settings.proactive": "Two messages must not have the same id"})
    assert call("tenant_workspace_update", a_tenant(), body) == expected
