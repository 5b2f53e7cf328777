"""Whoever has just resolved or assigned a conversation can undo it, unless it has moved on."""

from collections.abc import Callable

import pytest

from connextlive.core.caller import Caller
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
)

pytestmark = pytest.mark.usefixtures("cloud")
CHANGED = an_error(400, "This conversation has changed since, so that cannot be undone", {"code": "CHANGED_SINCE"})
NOTHING = an_error(400, "There is nothing to undo any more", {"code": "NOTHING_TO_UNDO"})
# What changes with each write.
VOLATILE = {"updatedAt", "version", "messageCount", "messagesEditedAt", "lastActivityAt", "visitor", "workspace"}


class Desk:
    """A visitor's conversation that Anna has, and her colleague Ben."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.anna, self.ben = an_agent(self.owner, "Anna"), an_agent(self.owner, "Ben")
        self.visitor = a_visitor(self.owner)
        self.id = a_conversation(self.owner, by=self.visitor, agent=self.anna, says="Hello", status="ACTIVE")

    def state(self) -> Json:
        found: Json = call("tenant_conversations_get", self.owner, id=self.id)[1]["conversation"]
        return {name: value for name, value in found.items() if name not in VOLATILE}

    def resolves(self, by: Caller) -> int:
        side = "agent" if by.role == "AGENT" else "tenant"
        return int(call(f"{side}_conversations_resolve", by, id=self.id)[1]["conversation"]["version"])

    def assigns(self, by: Caller, to: Caller) -> int:
        side = "agent" if by.role == "AGENT" else "tenant"
        answer = call(f"{side}_conversations_assign", by, {"agentId": to.id}, id=self.id)[1]
        return int(answer["conversation"]["version"])

    def undoes(self, by: Caller, version: int) -> tuple[int, Json]:
        side = "agent" if by.role == "AGENT" else "tenant"
        return call(f"{side}_conversations_undo", by, {"version": version}, id=self.id)


@pytest.fixture
def desk(changes: Changes, bucket: object, clock: Clock) -> Desk:
    return Desk()


def test_a_resolving_that_is_undone_leaves_the_conversation_as_it_was(desk: Desk) -> None:
    for by in (desk.anna, desk.owner):
        before = desk.state()
        assert desk.undoes(by, desk.resolves(by))[0] == 200
        assert desk.state() == before


def test_nobody_is_shown_the_words_of_a_resolving_that_was_undone(desk: Desk) -> None:
    desk.undoes(desk.anna, desk.resolves(desk.anna))
    answer = call("widget_messages_list", desk.visitor)[1]
    said = [(one["senderType"], one["content"], bool(one["deletedAt"])) for one in answer["messages"]]
    assert said == [("VISITOR", "Hello", False), ("SYSTEM", "", True)]
    assert (answer["conversation"]["status"], answer["conversation"]["unreadCount"]) == ("ACTIVE", 0)


def test_an_assignment_that_is_undone_leaves_it_with_whom_it_was(desk: Desk) -> None:
    for by in (desk.anna, desk.owner):
        before = desk.state()
        assert desk.undoes(by, desk.assigns(by, desk.ben))[0] == 200
        assert desk.state() == before


def test_an_agent_who_sees_only_their_own_takes_back_what_they_gave_away(desk: Desk) -> None:
    own = desk.anna._replace(access="OWN")
    version = desk.assigns(own, desk.ben)
    assert desk.undoes(own, version)[1]["conversation"]["agentId"] == desk.anna.id


def test_one_that_waited_waits_again_since_the_same_time(desk: Desk) -> None:
    waiting = a_conversation(desk.owner, says="Anybody there?")
    desk.id = waiting
    before = desk.state()
    assert before["status"] == "WAITING"
    assert desk.undoes(desk.owner, desk.assigns(desk.owner, desk.ben))[0] == 200
    assert desk.undoes(desk.owner, desk.resolves(desk.owner))[0] == 200
    assert desk.state() == before


def _writes(desk: Desk) -> None:
    call("widget_messages_send", desk.visitor, {"content": "One more thing"})


def _rates(desk: Desk) -> None:
    call("widget_conversations_rate", desk.visitor, {"score": 5})


def _reopens(desk: Desk) -> None:
    call("tenant_conversations_set_status", desk.owner, {"status": "ACTIVE"}, id=desk.id)


def _notes(desk: Desk) -> None:
    call("agent_messages_send", desk.ben, {"content": "Why?", "isInternal": True}, id=desk.id)


@pytest.mark.parametrize("meanwhile", [_writes, _rates, _reopens, _notes])
def test_a_resolving_is_not_undone_if_the_conversation_has_moved_on(
    desk: Desk, meanwhile: Callable[[Desk], None]
) -> None:
    version = desk.resolves(desk.anna)
    meanwhile(desk)
    before = desk.state()
    assert desk.undoes(desk.anna, version) == CHANGED
    assert desk.state() == before


def _answers(desk: Desk) -> None:
    call("agent_messages_send", desk.ben, {"content": "Hello, I am Ben"}, id=desk.id)


def _answers_and_is_thanked(desk: Desk) -> None:
    _answers(desk)
    _writes(desk)


def _closes_and_hears_more(desk: Desk) -> None:
    _closes(desk)
    _writes(desk)


def _goes_on(desk: Desk) -> None:
    third = an_agent(desk.owner, "Cleo")
    call("agent_conversations_assign", desk.ben, {"agentId": third.id}, id=desk.id)


def _closes(desk: Desk) -> None:
    call("tenant_conversations_set_status", desk.owner, {"status": "CLOSED"}, id=desk.id)


@pytest.mark.parametrize(
    ("meanwhile", "refused"),
    [
        (_answers, CHANGED),
        (_answers_and_is_thanked, CHANGED),
        (_goes_on, NOTHING),
        (_closes, CHANGED),
        (_closes_and_hears_more, CHANGED),
    ],
)
def test_an_assignment_is_not_undone_if_the_conversation_has_moved_on(
    desk: Desk, clock: Clock, meanwhile: Callable[[Desk], None], refused: tuple[int, Json]
) -> None:
    version = desk.assigns(desk.anna, desk.ben)
    clock.advance(1)
    meanwhile(desk)
    assert desk.undoes(desk.anna, version) == refused


def test_a_visitors_message_does_not_keep_an_assignment_from_being_undone(desk: Desk) -> None:
    version = desk.assigns(desk.anna, desk.ben)
    _writes(desk)
    assert desk.undoes(desk.anna, version)[1]["conversation"]["agentId"] == desk.anna.id


def test_who_has_written_since_an_assignment_still_waits_when_it_is_undone(desk: Desk, clock: Clock) -> None:
    call("agent_messages_send", desk.anna, {"content": "Hello, I am Anna"}, id=desk.id)
    version = desk.assigns(desk.anna, desk.ben)
    clock.advance(1)
    _writes(desk)
    since = desk.state()["waitingSince"]
    assert since is not None
    assert desk.undoes(desk.anna, version)[1]["conversation"]["waitingSince"] == since


def test_what_a_message_has_woken_stays_awake_when_an_assignment_is_undone(desk: Desk) -> None:
    call("agent_conversations_snooze", desk.anna, {"isSnoozed": True}, id=desk.id)
    version = desk.assigns(desk.anna, desk.ben)
    _writes(desk)
    assert desk.undoes(desk.anna, version)[1]["conversation"]["isSnoozed"] is False


def test_what_somebody_has_snoozed_since_stays_so_when_an_assignment_is_undone(desk: Desk) -> None:
    version = desk.assigns(desk.anna, desk.ben)
    call("agent_conversations_snooze", desk.ben, {"isSnoozed": True}, id=desk.id)
    assert desk.undoes(desk.anna, version)[1]["conversation"]["isSnoozed"] is True


@pytest.mark.parametrize("what", ["conversation", "visitor"])
def test_nothing_that_was_said_is_undone_on_legal_hold(desk: Desk, what: str) -> None:
    version = desk.resolves(desk.anna)
    held = desk.id if what == "conversation" else desk.visitor.id
    assert call(f"tenant_{what}s_hold", desk.owner, {"onHold": True}, id=held)[0] == 200
    refused = an_error(400, f"This {what} is on legal hold", {"code": "ON_HOLD"})
    assert desk.undoes(desk.anna, version) == refused


def test_only_who_did_it_undoes_it_and_once(desk: Desk) -> None:
    version = desk.resolves(desk.anna)
    assert desk.undoes(desk.ben, version) == NOTHING
    assert desk.undoes(desk.anna, version - 1) == NOTHING
    assert desk.undoes(desk.anna, version)[0] == 200
    assert desk.undoes(desk.anna, version) == NOTHING
    assert desk.undoes(an_agent(a_tenant()), version) == an_error(404, "Conversation not found")


def test_two_minutes_later_it_is_too_late(desk: Desk, clock: Clock) -> None:
    version = desk.resolves(desk.anna)
    clock.advance(121)
    late = an_error(400, "Only what was done in the last two minutes can be undone", {"code": "TOO_LATE"})
    assert desk.undoes(desk.anna, version) == late


def test_nobody_gets_a_conversation_back_who_is_gone(desk: Desk) -> None:
    version = desk.assigns(desk.owner, desk.ben)
    assert call("tenant_agents_update", desk.owner, {"status": "INACTIVE"}, id=desk.anna.id)[0] == 200
    refused = an_error(400, "The agent is not active", {"code": "AGENT_INACTIVE"})
    assert desk.undoes(desk.owner, version) == refused


def in_bulk(by: Caller, **request: object) -> list[tuple[Json | None, int | None]]:
    """The errors and the versions that undo what was done, in the order of the conversations."""
    side = "agent" if by.role == "AGENT" else "tenant"
    status, answer = call(f"{side}_conversations_bulk", by, request)
    assert (status, [one["conversationId"] for one in answer["results"]]) == (200, request["conversationIds"])
    return [(one["error"], one["undoVersion"]) for one in answer["results"]]


@pytest.mark.parametrize("by", ["anna", "owner"])
@pytest.mark.parametrize("action", ["resolve", "assign"])
def test_what_was_done_to_many_is_undone_for_each_that_has_not_moved_on(
    desk: Desk, clock: Clock, by: str, action: str
) -> None:
    caller, before = getattr(desk, by), desk.state()
    other = a_conversation(desk.owner, agent=desk.anna, says="Hi", status="ACTIVE")
    gone = a_conversation(desk.owner, agent=desk.anna, says="Bye", status="ACTIVE")
    ids, more = [desk.id, other, gone], {"agentId": desk.ben.id} if action == "assign" else {}
    done = in_bulk(caller, conversationIds=ids, action=action, **more)
    versions = {one: version for one, (_, version) in zip(ids, done, strict=True)}
    clock.advance(1)
    call("agent_messages_send", desk.ben, {"content": "Wait"}, id=other)
    call("tenant_conversations_delete", desk.owner, id=gone)
    undone = in_bulk(caller, conversationIds=ids, action="undo", versions=versions)
    missing = {"statusCode": 404, "statusMessage": "Conversation not found", "data": None}
    assert undone == [(None, None), (CHANGED[1], None), (missing, None)]
    assert desk.state() == before


def test_what_a_request_for_many_does_not_change_it_does_not_offer_to_undo(desk: Desk) -> None:
    desk.assigns(desk.owner, desk.ben)
    [(error, version)] = in_bulk(desk.owner, conversationIds=[desk.id], action="label", addLabels=["vip"])
    assert (error, version) == (None, None)
    assert in_bulk(desk.anna, conversationIds=[desk.id], action="resolve") != [(None, None)]
    assert in_bulk(desk.owner, conversationIds=[desk.id], action="resolve") == [(None, None)]


@pytest.mark.parametrize("versions", [{}, {"cnv_01JZ0000000000000000000000": 1}])
def test_undoing_many_needs_the_version_of_each(desk: Desk, versions: Json) -> None:
    request = {"conversationIds": [desk.id], "action": "undo", "versions": versions}
    status, answer = call("tenant_conversations_bulk", desk.owner, request)
    assert (status, [one["field"] for one in answer["data"]["errors"]]) == (400, ["versions"])
