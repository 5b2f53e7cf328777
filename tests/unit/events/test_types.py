"""Event types: their fields, and their names on the bus."""

import pytest

from connextlive.events.types import EVENTS, ConversationAssigned, ConversationEvent, Event, VisitorDeleted, kinds_of

ENVELOPE = {"eventId": "evt_1", "tenantId": "ten_1", "occurredAt": "2027-01-15T08:00:00.000Z"}
DELETED = VisitorDeleted(event_id="evt_1", tenant_id="ten_1", occurred_at=ENVELOPE["occurredAt"], visitor_id="vis_1")


def test_an_event_is_spelled_as_json_is() -> None:
    assert DELETED.detail == ENVELOPE | {"visitorId": "vis_1"}
    assert DELETED.facts == {"visitorId": "vis_1"}


def test_what_there_is_not_is_left_out() -> None:
    ids = {"conversationId": "cnv_1", "visitorId": "vis_1"}
    event = ConversationAssigned.of(ENVELOPE | ids)
    assert (event.agent_id, event.previous_agent_id, event.claimed) == (None, None, None)
    assert event.detail == ENVELOPE | ids


def test_an_event_comes_from_the_bus_as_it_went() -> None:
    assert VisitorDeleted.of(DELETED.detail) == DELETED
    assert VisitorDeleted.of(DELETED.detail | {"visitorId": "vis_2"}) != DELETED


def test_what_is_none_and_what_is_left_out_are_the_same() -> None:
    event = ConversationAssigned(
        event_id="evt_1",
        tenant_id="ten_1",
        occurred_at="2027-01-15T08:00:00.000Z",
        conversation_id="cnv_1",
        visitor_id="vis_1",
        agent_id=None,
    )
    assert ConversationAssigned.of(event.detail) == event
    assert hash(ConversationAssigned.of(event.detail)) == hash(event)


def test_what_a_later_version_adds_is_no_failure() -> None:
    assert VisitorDeleted.of(DELETED.detail | {"reason": "asked for"}) == DELETED


def test_an_event_without_what_it_needs_is_none() -> None:
    with pytest.raises(TypeError, match="VisitorDeleted needs visitor_id"):
        VisitorDeleted.of(ENVELOPE)


def test_an_event_of_a_kind_is_any_of_its_classes() -> None:
    assert {event.type for event in kinds_of(ConversationEvent)} == {
        event.type for event in EVENTS if event.type.startswith("conversation.")
    }
    assert list(kinds_of(VisitorDeleted)) == [VisitorDeleted]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_event_says_when_it_happens(event: type[Event]) -> None:
    assert event.__doc__ != Event.__doc__
    assert str(event.__doc__).endswith(".")


def test_no_two_events_have_one_name() -> None:
    assert len({event.type for event in EVENTS}) == len(EVENTS)
