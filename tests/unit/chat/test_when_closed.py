"""While it is closed: the widget knows when it opens, and who writes is answered once by itself."""

from collections.abc import Callable
from typing import Any

import pytest

from connextlive.chat import message
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.identity import teams
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_conversation,
    a_key,
    a_tenant,
    a_visitor,
    an_agent,
    call,
    project,
    wrong,
)

HOUR = 3600
# The clock stands at 08:00 on a Friday, 15 January 2027.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
NINE_TO_FIVE = [{"from": "09:00", "to": "17:00"}]
OFFICE: Json = {"week": {day: [{"from": "09:00", "to": "17:00"}] for day in WEEKDAYS}}
ALWAYS: Json = {"week": {day: [{"from": "00:00", "to": "24:00"}] for day in (*WEEKDAYS, "saturday", "sunday")}}
WORDS = "Thank you for your message. We are not here right now, and will answer as soon as we are back."

type Say = Callable[[Caller, str], None]


@pytest.fixture
def owner(changes: Changes, clock: Clock) -> Caller:
    return a_tenant()


@pytest.fixture
def say(changes: Changes) -> Say:
    """A visitor says something, and the stream is worked off."""

    def say(visitor: Caller, text: str) -> None:
        message.send_as_visitor(visitor, Draft(text))
        project(changes.new())
        project(changes.new())

    return say


def has(owner: Caller, **settings: Any) -> None:
    status, answer = call("tenant_workspace_update", owner, {"settings": settings})
    assert (status, settings.items() <= answer["workspace"]["settings"].items()) == (200, True)


def said(owner: Caller, conversation_id: str) -> list[str]:
    """What the system has said in a conversation."""
    found = call("tenant_messages_list", owner, id=conversation_id)[1]["messages"]
    return [one["content"] for one in found if one["senderType"] == "SYSTEM"]


def conversation_of(owner: Caller) -> Json:
    [found] = call("tenant_conversations_list", owner)[1]["conversations"]
    return dict(found)


def test_who_writes_while_it_is_closed_is_answered_once(owner: Caller, say: Say, changes: Changes) -> None:
    has(owner, hours=OFFICE)
    vera = a_visitor(owner)
    say(vera, "Hello?")
    say(vera, "Anybody there?")
    project(changes.all)  # everything once more
    assert said(owner, conversation_of(owner)["id"]) == [WORDS]


def test_an_automatic_reply_is_no_answer(owner: Caller, say: Say) -> None:
    has(owner, hours=OFFICE)
    say(a_visitor(owner), "Hello?")
    found = conversation_of(owner)
    assert (found["status"], found["unreadCount"], found["firstResponseAt"]) == ("WAITING", 1, None)
    assert (found["lastMessage"]["content"], found["messageCount"]) == ("Hello?", 2)


def test_each_closed_period_has_its_own_reply(owner: Caller, say: Say, clock: Clock) -> None:
    has(owner, hours=OFFICE)
    vera = a_visitor(owner)
    say(vera, "Hello?")
    clock.advance(2 * HOUR)  # 10:00: open
    say(vera, "Now?")
    clock.advance(8 * HOUR)  # 18:00
    say(vera, "And now?")
    assert said(owner, conversation_of(owner)["id"]) == [WORDS, WORDS]


def test_who_is_in_a_conversation_at_closing_time_is_not_answered_by_itself(
    owner: Caller, say: Say, clock: Clock
) -> None:
    has(owner, hours=OFFICE)
    clock.advance(8 * HOUR + 3000)  # 16:50
    vera, anna = a_visitor(owner), an_agent(owner)
    opened = a_conversation(owner, by=vera)
    clock.advance(540)
    message.send_as_agent(owner.tenant_id, opened, anna.id, Draft("Just a moment"))
    clock.advance(120)  # 17:01
    say(vera, "Still there?")
    assert said(owner, opened) == []


def test_the_reply_is_what_the_workspace_says(owner: Caller, say: Say) -> None:
    texts = {"en": "Back at nine!", "de": "Um neun sind wir da!"}
    has(owner, hours={**OFFICE, "autoReply": {"text": texts}})
    say(a_visitor(owner), "Hello?")
    assert said(owner, conversation_of(owner)["id"]) == ["Back at nine!"]


def test_who_wants_no_automatic_reply_has_none(owner: Caller, say: Say) -> None:
    has(owner, hours={**OFFICE, "autoReply": {"enabled": False}})
    say(a_visitor(owner), "Hello?")
    assert said(owner, conversation_of(owner)["id"]) == []


def test_an_answer_that_comes_first_needs_no_automatic_one(owner: Caller, changes: Changes) -> None:
    has(owner, hours=OFFICE)
    anna = an_agent(owner)
    opened = a_conversation(owner)
    message.send_as_agent(owner.tenant_id, opened, anna.id, Draft("I am here"))
    project(changes.new())
    assert said(owner, opened) == []


def test_a_site_has_its_own_hours(owner: Caller, say: Say) -> None:
    key, _ = a_key(owner)
    has(owner, hours={**OFFICE, "sites": {key.site_id: ALWAYS}})
    say(a_visitor(owner, key), "Hello?")
    assert said(owner, conversation_of(owner)["id"]) == []


def test_a_team_has_its_own_hours(owner: Caller, changes: Changes) -> None:
    anna = an_agent(owner)
    team = teams.create(owner.tenant_id, "Night", [anna.id])
    has(owner, hours={**OFFICE, "teams": {team["id"]: ALWAYS}})
    vera = a_visitor(owner)
    opened = a_conversation(owner, "ACTIVE", anna, by=vera)
    message.send_as_visitor(vera, Draft("Are you there?"))
    project(changes.new()[-2:])  # not of the time before it had an agent
    assert said(owner, opened) == []


# ── What the widget is told ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("hours", "later", "expected"),
    [
        (OFFICE, 0, {"opensAt": "2027-01-15T09:00:00.000Z", "closesAt": None}),
        (OFFICE, 2 * HOUR, {"opensAt": "2027-01-18T09:00:00.000Z", "closesAt": "2027-01-15T17:00:00.000Z"}),
        (
            {**OFFICE, "timezone": "Europe/Berlin", "holidays": [{"date": "2027-01-15"}]},
            0,
            {"opensAt": "2027-01-18T08:00:00.000Z", "closesAt": None},
        ),
        (ALWAYS, 0, None),
        ({"week": {}}, 0, {"opensAt": None, "closesAt": None}),
        ({"autoReply": {"enabled": True}}, 0, None),
    ],
)
def test_the_widget_is_told_when_somebody_answers(
    owner: Caller, clock: Clock, hours: Json, later: float, expected: Json | None
) -> None:
    _, plain = a_key(owner)
    has(owner, hours=hours)
    clock.advance(later)
    for function, body in (("widget_configuration_get", None), ("widget_sessions_create", {})):
        status, answer = call(function, body=body, headers={"X-API-Key": plain}, query={})
        assert (status, answer["widget"]["hours"]) == (200, expected)


def test_the_widget_of_a_site_is_told_the_sites_hours(owner: Caller) -> None:
    key, plain = a_key(owner)
    has(owner, hours={**OFFICE, "sites": {key.site_id: {"timezone": "Europe/Berlin"}}})
    answer = call("widget_configuration_get", headers={"X-API-Key": plain}, query={})[1]
    assert answer["widget"]["hours"] == {
        "opensAt": "2027-01-18T08:00:00.000Z",
        "closesAt": "2027-01-15T16:00:00.000Z",
    }


# ── What is taken ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("hours", "field", "words"),
    [
        ({"timezone": "Mars/Base"}, "timezone", "Must be an IANA time zone such as Europe/Berlin"),
        ({"week": {"monday": [{"from": "9:00", "to": "17:00"}]}}, "week.monday.from", "Must be a time such as 09:30"),
        ({"week": {"monday": [{"from": "09:00", "to": "24:30"}]}}, "week.monday.to", "Must be a time such as 09:30"),
        ({"week": {"monday": NINE_TO_FIVE * 11}}, "week.monday", "Must have at most 10 entries"),
        ({"holidays": [{"date": "2027-02-30"}]}, "holidays.date", "Must be a day such as 2026-01-31"),
        ({"sites": {"site_X": {"week": 7}}}, "sites.site_X.week", "Must be a JSON object"),
    ],
)
def test_hours_that_are_none_are_refused(owner: Caller, hours: Json, field: str, words: str) -> None:
    answer = call("tenant_workspace_update", owner, {"settings": {"hours": hours}})
    assert answer == wrong(**{f"settings.hours.{field}": words})


def test_days_are_merged_and_shifts_replaced(owner: Caller) -> None:
    has(owner, hours=OFFICE)
    late = [{"from": "12:00", "to": "20:00"}]
    status, answer = call("tenant_workspace_update", owner, {"settings": {"hours": {"week": {"friday": late}}}})
    week = {**OFFICE["week"], "friday": late}
    assert (status, answer["workspace"]["settings"]["hours"]) == (200, {"week": week})
