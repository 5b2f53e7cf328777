"""Targets: warned of before and missed exactly once, in business time, standing while the team waits for the visitor;
and conversations that are resolved by themselves, never before somebody has answered."""

from collections import Counter
from datetime import date

import pytest

from connextlive.chat import conversation, message, promises, timers
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.events.domain import Change, of_change
from connextlive.events.types import TargetEvent
from connextlive.identity import label
from connextlive.reports import figures, rollup
from connextlive.table import timers as entries
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    call,
    everything_under,
    project,
)

MINUTE, HOUR = 60, 3600
# The clock stands at 08:00 on a Friday, 15 January 2027.
OFFICE: Json = {"week": {day: [{"from": "09:00", "to": "17:00"}] for day in ("monday", "friday")}}
TARGETS: Json = {"firstResponseMinutes": 15, "resolutionMinutes": 60, "warningMinutes": 5}


@pytest.fixture
def owner(changes: Changes, clock: Clock) -> Caller:
    return a_tenant()


class Day:
    """A workspace's day: what happens in it, and what the stream and the timers make of it."""

    def __init__(self, owner: Caller, changes: Changes, clock: Clock) -> None:
        self.owner, self._changes, self._clock = owner, changes, clock
        self.vera, self.anna = a_visitor(owner), an_agent(owner)
        self.told: list[tuple[str, str]] = []

    def has(self, **settings: Json | None) -> None:
        status, _ = call("tenant_workspace_update", self.owner, {"settings": settings})
        assert status == 200
        self.settle()

    def settle(self) -> None:
        while records := self._changes.new():
            project(records)
            for record in records:
                happened = [one for one in of_change(Change.of(record)) if isinstance(one, TargetEvent)]
                self.told += [(one.type.rpartition("_")[2], one.target) for one in happened]

    def passes(self, seconds: float) -> None:
        self._clock.advance(seconds)
        timers.run(1e12)
        self.settle()
        timers.run(1e12)  # once more: nothing is told twice
        self.settle()

    def runs(self) -> None:
        """The timers, a minute later."""
        self._clock.advance(MINUTE)
        timers.run(1e12)
        self.settle()

    def opens_another(self) -> str:
        """A conversation of another visitor, which Anna has answered."""
        opened = a_conversation(self.owner)
        message.send_as_agent(self.owner.tenant_id, opened, self.anna.id, Draft("Here you are"))
        self.settle()
        return opened

    def opens(self) -> str:
        opened = a_conversation(self.owner, by=self.vera)
        self.settle()
        return opened

    def asks(self) -> None:
        message.send_as_visitor(self.vera, Draft("And now?"))
        self.settle()

    def answers(self, conversation_id: str) -> None:
        message.send_as_agent(self.owner.tenant_id, conversation_id, self.anna.id, Draft("Here you are"))
        self.settle()

    def found(self, conversation_id: str) -> Json:
        return dict(call("tenant_conversations_get", self.owner, id=conversation_id)[1]["conversation"])

    def states(self, conversation_id: str) -> tuple[str, str]:
        targets = self.found(conversation_id)["targets"]
        return targets["firstResponse"]["state"], targets["resolution"]["state"]


@pytest.fixture
def day(owner: Caller, changes: Changes, clock: Clock) -> Day:
    return Day(owner, changes, clock)


def test_a_workspace_without_promises_writes_nothing_for_them(day: Day) -> None:
    opened = day.opens()
    day.answers(opened)
    assert day.found(opened)["targets"] == {"firstResponse": None, "resolution": None}
    assert everything_under(entries.PK) == []


def test_a_first_response_is_warned_of_and_missed_once(day: Day) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    assert day.states(opened) == ("RUNNING", "RUNNING")
    day.passes(10 * MINUTE)
    assert day.told == [("risk", "FIRST_RESPONSE")]
    day.passes(5 * MINUTE)
    assert day.told == [("risk", "FIRST_RESPONSE"), ("missed", "FIRST_RESPONSE")]
    day.answers(opened)
    assert day.states(opened) == ("MISSED", "PAUSED")


def test_who_answers_in_time_has_met_the_target(day: Day) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    day.passes(9 * MINUTE)
    day.answers(opened)
    day.passes(HOUR)
    assert (day.states(opened), day.told) == (("MET", "PAUSED"), [])


def test_a_late_answer_has_missed_it_before_a_timer_says_so(day: Day, clock: Clock) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    clock.advance(16 * MINUTE)
    day.answers(opened)
    day.passes(MINUTE)
    assert (day.states(opened)[0], day.told) == ("MISSED", [("missed", "FIRST_RESPONSE")])


def test_an_answer_that_the_stream_has_not_told_of_yet_is_no_miss(day: Day, clock: Clock) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    clock.advance(14 * MINUTE)
    message.send_as_agent(day.owner.tenant_id, opened, day.anna.id, Draft("Just in time"))
    clock.advance(2 * MINUTE)
    timers.run(1e12)
    day.settle()
    assert (day.states(opened)[0], day.told) == ("MET", [])


def test_a_resolution_stands_while_the_team_waits_for_the_visitor(day: Day, clock: Clock) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    clock.advance(10 * MINUTE)
    day.answers(opened)
    day.passes(24 * HOUR)
    assert day.states(opened) == ("MET", "PAUSED")
    day.asks()
    assert day.found(opened)["targets"]["resolution"]["dueAt"] == "2027-01-16T09:00:00.000Z"  # fifty minutes are left
    day.passes(50 * MINUTE)
    assert day.told[-1] == ("missed", "RESOLUTION")


def test_targets_are_in_business_time(day: Day) -> None:
    day.has(targets=TARGETS, hours={**OFFICE, "autoReply": {"enabled": False}})
    opened = day.opens()  # at eight: it opens at nine
    assert day.found(opened)["targets"]["firstResponse"]["dueAt"] == "2027-01-15T09:15:00.000Z"
    day.passes(HOUR + 14 * MINUTE)
    assert day.told == [("risk", "FIRST_RESPONSE")]


def test_targets_may_be_by_the_calendar(day: Day) -> None:
    day.has(targets={**TARGETS, "time": "calendar"}, hours=OFFICE)
    opened = day.opens()
    assert day.found(opened)["targets"]["firstResponse"]["dueAt"] == "2027-01-15T08:15:00.000Z"


def test_a_label_has_its_own_target(day: Day) -> None:
    urgent = label.create(day.owner.tenant_id, "Urgent", "#d92d20")
    day.has(targets={**TARGETS, "labels": {urgent["id"]: {"firstResponseMinutes": 5}}})
    opened = day.opens()
    conversation.set_labels(day.owner.tenant_id, opened, [urgent["id"]], texts=False)
    day.settle()
    found = day.found(opened)["targets"]["firstResponse"]
    assert (found["minutes"], found["dueAt"]) == (5, "2027-01-15T08:05:00.000Z")


def test_a_resolving_that_is_undone_leaves_its_targets_running(day: Day, clock: Clock) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    clock.advance(5 * MINUTE)
    resolved = call("tenant_conversations_resolve", day.owner, id=opened)[1]["conversation"]
    day.settle()
    clock.advance(MINUTE)
    assert call("tenant_conversations_undo", day.owner, {"version": resolved["version"]}, id=opened)[0] == 200
    day.settle()
    assert day.states(opened) == ("RUNNING", "RUNNING")
    # Of fifteen minutes, ten are left; the one in which it was closed does not count.
    assert day.found(opened)["targets"]["firstResponse"]["dueAt"] == "2027-01-15T08:16:00.000Z"
    day.passes(10 * MINUTE)
    assert day.told == [("missed", "FIRST_RESPONSE")]


def test_a_target_is_none_any_more_when_its_label_is_gone(day: Day) -> None:
    urgent = label.create(day.owner.tenant_id, "Urgent", "#d92d20")
    day.has(targets={"labels": {urgent["id"]: {"firstResponseMinutes": 5}}})
    opened = day.opens()
    for labels in ([urgent["id"]], []):
        conversation.set_labels(day.owner.tenant_id, opened, labels, texts=False)
        day.settle()
    day.passes(HOUR)
    assert (day.found(opened)["targets"]["firstResponse"], day.told) == (None, [])


@pytest.mark.parametrize("is_answered", [True, False])
def test_targets_that_are_turned_off_are_not_missed_and_looked_at_no_more(day: Day, is_answered: bool) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    day.has(targets=None)
    if is_answered:
        day.answers(opened)
    day.passes(HOUR)
    assert day.found(opened)["targets"] == {"firstResponse": None, "resolution": None}
    assert (day.told, everything_under(entries.PK)) == ([], [])


def test_what_is_marked_as_spam_misses_nothing(day: Day) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    _mark(day, opened, "spam")
    before = conversation.read(day.owner.tenant_id, opened)
    day.passes(HOUR)
    assert (conversation.read(day.owner.tenant_id, opened), day.told) == (before, [])
    _mark(day, opened, "not-spam")
    day.passes(0)
    assert ("missed", "FIRST_RESPONSE") in day.told


def _mark(day: Day, conversation_id: str, action: str) -> None:
    body = {"conversationIds": [conversation_id], "action": action}
    assert call("tenant_conversations_bulk", day.owner, body)[1]["results"][0]["error"] is None
    day.settle()


def test_a_reopened_conversation_has_its_targets_anew(day: Day, clock: Clock) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    day.passes(20 * MINUTE)
    call("tenant_conversations_resolve", day.owner, id=opened)
    day.settle()
    clock.advance(HOUR)
    day.asks()
    assert day.states(opened) == ("RUNNING", "RUNNING")


def test_lists_are_filtered_by_how_targets_stand(day: Day) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    day.passes(20 * MINUTE)
    for function, caller in (("tenant_conversations_list", day.owner), ("agent_conversations_list", day.anna)):
        for state, expected in (("MISSED", [opened]), ("AT_RISK", [])):
            answer = call(function, caller, query={"target": state})[1]
            assert ([one["id"] for one in answer["conversations"]], answer["pagination"]["total"]) == (
                expected,
                len(expected),
            )


def test_what_is_searched_for_is_filtered_by_how_targets_stand_as_well(day: Day) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    day.passes(20 * MINUTE)
    text = day.found(opened)["lastMessage"]["content"]
    for state, expected in (("MISSED", [opened]), ("AT_RISK", [])):
        answer = call("tenant_conversations_list", day.owner, query={"target": state, "search": text})[1]
        assert [one["id"] for one in answer["conversations"]] == expected


def test_the_same_stream_once_more_changes_nothing(day: Day, changes: Changes, clock: Clock) -> None:
    day.has(targets=TARGETS)
    opened = day.opens()
    clock.advance(10 * MINUTE)
    day.answers(opened)
    before = day.found(opened)
    project(changes.all)
    assert day.found(opened) == before


def test_reports_know_targets_and_business_time(day: Day, clock: Clock) -> None:
    day.has(targets=TARGETS, hours={**OFFICE, "autoReply": {"enabled": False}})
    opened = day.opens()  # an hour before it opens
    clock.advance(HOUR + 10 * MINUTE)
    day.answers(opened)
    call("tenant_conversations_resolve", day.owner, id=opened)
    day.settle()
    rows = rollup.of_workspace(day.owner.tenant_id, date(2027, 1, 15), date(2027, 1, 15))
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.counts)
    found = figures.measures(total)
    assert (found.targets.first_response.met, found.targets.resolution.met) == (1, 1)
    assert found.business_times is not None
    assert (found.first_response_time.mean, found.business_times.first_response_time.mean) == (4_200, 600)
    assert found.business_times.resolution_time.mean == 600


# ── Resolved by itself ───────────────────────────────────────────────────────────────────────────────────────────────

QUIET: Json = {"afterHours": 72, "noticeHours": 24}
NOTICE = "This conversation will be closed in 24 hours unless you write."


def said(day: Day, conversation_id: str) -> list[str]:
    found = call("tenant_messages_list", day.owner, id=conversation_id)[1]["messages"]
    return [one["content"] for one in found if one["senderType"] == "SYSTEM"]


def test_a_quiet_conversation_is_announced_and_then_resolved(day: Day) -> None:
    day.has(autoResolve=QUIET)
    opened = day.opens()
    day.answers(opened)
    day.passes(47 * HOUR)
    assert said(day, opened) == []
    day.passes(HOUR)
    assert said(day, opened) == [NOTICE]
    assert day.found(opened)["closingAt"] == "2027-01-18T08:00:00.000Z"
    day.passes(23 * HOUR)
    assert day.found(opened)["status"] == "ACTIVE"
    day.passes(HOUR)
    assert (day.found(opened)["status"], day.found(opened)["closedBy"]) == ("CLOSED", "SYSTEM")
    assert said(day, opened) == [NOTICE, "This conversation has been resolved."]
    day.passes(100 * HOUR)
    assert everything_under(entries.PK) == []


def test_a_conversation_that_nobody_answered_is_never_resolved_by_itself(day: Day) -> None:
    day.has(autoResolve=QUIET)
    opened = day.opens()
    conversation.assign(day.owner.tenant_id, opened, day.anna.id)
    day.settle()
    day.passes(1_000 * HOUR)
    assert (day.found(opened)["status"], said(day, opened)) == ("ACTIVE", [])


def test_a_visitor_who_writes_after_the_notice_is_not_closed_out(day: Day) -> None:
    day.has(autoResolve=QUIET)
    opened = day.opens()
    day.answers(opened)
    day.passes(48 * HOUR)
    day.asks()
    day.passes(1_000 * HOUR)
    assert (day.found(opened)["status"], day.found(opened)["closingAt"]) == ("ACTIVE", None)


def test_a_message_that_comes_as_it_is_resolved_wins(day: Day, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    day.has(autoResolve={"afterHours": 1, "noticeHours": 0})
    opened = day.opens()
    day.answers(opened)
    clock.advance(HOUR)
    save, others = message._save, [lambda: message.send_as_visitor(day.vera, Draft("Wait!"))]

    def saved_late(*args: object, **kwargs: object) -> None:
        if others:
            others.pop()()
        save(*args, **kwargs)  # type: ignore[arg-type]  # what it was called with

    monkeypatch.setattr(message, "_save", saved_late)
    day.passes(0)
    assert (day.found(opened)["status"], said(day, opened)) == ("ACTIVE", [])


def test_who_has_just_been_answered_is_not_told_at_once_that_it_is_closed(day: Day) -> None:
    day.has(autoResolve={"afterHours": 24})
    opened = day.opens()
    day.answers(opened)
    day.passes(11 * HOUR)
    assert said(day, opened) == []
    day.passes(HOUR)
    assert said(day, opened) == ["This conversation will be closed in 12 hours unless you write."]


def test_an_hour_before_the_notice_says_an_hour(day: Day) -> None:
    day.has(autoResolve={"afterHours": 3, "noticeHours": 1})
    opened = day.opens()
    day.answers(opened)
    day.passes(2 * HOUR)
    assert said(day, opened) == ["This conversation will be closed in 1 hour unless you write."]


def test_what_was_snoozed_after_the_notice_is_not_resolved_as_it_wakes(day: Day) -> None:
    day.has(autoResolve=QUIET)
    opened = day.opens()
    day.answers(opened)
    day.passes(48 * HOUR)
    assert said(day, opened) == [NOTICE]
    until = {"isSnoozed": True, "until": "2027-01-20T08:00:00.000Z"}
    assert call("tenant_conversations_snooze", day.owner, until, id=opened)[0] == 200
    day.settle()
    day.passes(72 * HOUR)
    found = day.found(opened)
    assert (found["status"], found["isSnoozed"], found["closingAt"]) == ("ACTIVE", False, None)
    day.passes(48 * HOUR)
    assert said(day, opened) == [NOTICE, NOTICE]


def test_what_was_open_before_is_resolved_by_itself_as_well(day: Day) -> None:
    opened = day.opens()
    day.answers(opened)
    day.passes(100 * HOUR)
    day.has(autoResolve=QUIET)
    day.passes(MINUTE)
    assert said(day, opened) == [NOTICE]


def test_what_was_open_before_is_looked_at_by_the_timers_not_by_the_streams_consumer(day: Day) -> None:
    for _ in range(3):
        a_conversation(day.owner)
    day.has(autoResolve=QUIET)
    assert [entry.rpartition("#")[2] for entry in everything_under(entries.PK)] == [day.owner.tenant_id]


def test_conversations_that_take_longer_than_a_step_are_all_resolved_over_some_minutes(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = [day.opens_another() for _ in range(5)]
    day.passes(100 * HOUR)
    monkeypatch.setattr(timers, "STEP", -1)  # each time one page
    monkeypatch.setattr(promises, "PAGE", 2)
    day.has(autoResolve=QUIET)
    day.runs()
    assert [said(day, one) for one in opened] == [[]] * 5
    for _ in range(4):
        day.runs()
    assert [said(day, one) for one in opened] == [[NOTICE]] * 5


def test_many_messages_have_one_entry(day: Day) -> None:
    day.has(autoResolve=QUIET)
    opened = day.opens()
    for _ in range(5):
        day.answers(opened)
        day.passes(HOUR)
    assert len(everything_under(entries.PK)) == 1
