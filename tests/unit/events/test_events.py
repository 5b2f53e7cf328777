"""Domain events: which change yields which event, their content, and how they are published."""

import json

import pytest

from connextlive.aws import clients
from connextlive.chat import conversation, message, visitor
from connextlive.chat.message import Draft
from connextlive.events.bus import publish
from connextlive.events.domain import Change, of_change
from connextlive.identity import invitation, password_reset, user
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_change,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    deliver,
)

CONVERSATION = {"id": "cnv_A", "visitor_id": "vis_A", "status": "ACTIVE", "agent_id": "usr_A", "is_resolved": False}
CONVERSATION |= {"updated_at": "2026-01-31T09:30:00.123Z"}
IDS = {"conversationId": "cnv_A", "visitorId": "vis_A", "agentId": "usr_A"}


def happened(record: Json) -> list[tuple[str, Json]]:
    """Types and details, without the fields that every detail has."""
    found = []
    for event in of_change(Change.of(record)):
        detail = dict(event.detail)
        assert detail.pop("eventId").startswith("evt_")
        assert detail.pop("tenantId") == "ten_A"
        assert detail.pop("occurredAt")
        found.append((event.type, detail))
    return found


def of_conversation(before: Json | None, after: Json | None) -> list[tuple[str, Json]]:
    was, now = (values if values is None else CONVERSATION | values for values in (before, after))
    return happened(a_change("conversation", was, now))


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        (
            None,
            {"agent_id": None, "status": "WAITING"},
            [("conversation.created", {"conversationId": "cnv_A", "visitorId": "vis_A"})],
        ),
        (
            None,
            {},
            [("conversation.created", IDS), ("conversation.assigned", IDS)],
        ),
        ({"agent_id": None}, {}, [("conversation.assigned", IDS)]),
        ({"agent_id": "usr_B"}, {}, [("conversation.assigned", IDS | {"previousAgentId": "usr_B"})]),
        ({}, {"agent_id": None, "status": "WAITING"}, []),
        ({}, {"status": "CLOSED"}, []),
        ({}, {"status": "CLOSED", "is_resolved": True}, [("conversation.resolved", IDS)]),
        ({"is_resolved": True}, {"is_resolved": True, "unread_count": 3}, []),
        ({"status": "CLOSED"}, {"status": "WAITING"}, [("conversation.reopened", IDS)]),
        ({"status": "CLOSED", "is_resolved": True}, {}, [("conversation.reopened", IDS)]),
        (
            {},
            {"rating": {"score": 5, "comment": "private words", "agent_id": "usr_B"}},
            [("conversation.rated", IDS | {"agentId": "usr_B", "score": 5})],
        ),
        ({"rating": {"score": 5}}, {"rating": {"score": 5}}, []),
        (
            {"rating": {"score": 5, "agent_id": "usr_B"}},
            {"rating": {"score": 2, "agent_id": "usr_A"}},
            [("conversation.rated", IDS | {"score": 2})],
        ),
        (
            {},
            {"rating": {"score": 1}},  # of a closing that nobody held; an agent got the conversation since
            [("conversation.rated", {"conversationId": "cnv_A", "visitorId": "vis_A", "score": 1})],
        ),
        ({"rating": {"score": 5, "comment": None}}, {"rating": {"score": 5, "comment": "Thanks"}}, []),
        ({}, None, [("conversation.deleted", IDS)]),
        ({}, {"last_message": {"content": "private words"}}, []),
    ],
)
def test_what_happens_to_a_conversation(
    before: Json | None, after: Json | None, events: list[tuple[str, Json]]
) -> None:
    assert of_conversation(before, after) == events


MESSAGE = {"id": "msg_A", "conversation_id": "cnv_A", "sender_type": "VISITOR", "sender_id": "vis_A"}
USER = {"id": "usr_A"}
BLOCKED = {"id": "vis_A", "blocked_until": "2027"}
MERGED = {"id": "vis_A", "merged_into": "vis_B"}
RANGE = {"id": "blk_A", "address": "203.0.113.0/24", "until": "9999"}
EXPORT = {"id": "exp_A", "visitor_id": "vis_A", "status": "PENDING"}


@pytest.mark.parametrize(
    ("kind", "before", "after", "events"),
    [
        (
            "message",
            None,
            MESSAGE | {"content": "private words"},
            [
                (
                    "message.created",
                    {"conversationId": "cnv_A", "messageId": "msg_A", "senderType": "VISITOR", "senderId": "vis_A"},
                )
            ],
        ),
        ("message", MESSAGE, MESSAGE | {"seen_at": "now"}, []),
        ("message", MESSAGE, None, []),
        ("visitor", None, {"id": "vis_A"}, []),
        ("visitor_export", None, EXPORT, [("visitor.export_requested", {"visitorId": "vis_A", "exportId": "exp_A"})]),
        (
            "visitor_export",
            EXPORT,
            EXPORT | {"status": "READY"},
            [("visitor.exported", {"visitorId": "vis_A", "exportId": "exp_A"})],
        ),
        ("visitor_export", EXPORT, EXPORT | {"status": "FAILED"}, []),
        (
            "visitor_export",
            EXPORT | {"status": "READY"},
            EXPORT | {"id": "exp_B"},
            [("visitor.export_requested", {"visitorId": "vis_A", "exportId": "exp_B"})],
        ),
        ("visitor", {"id": "vis_A", "notes": "private words"}, None, [("visitor.deleted", {"visitorId": "vis_A"})]),
        ("visitor", {"id": "vis_A"}, BLOCKED, [("visitor.blocked", {"visitorId": "vis_A", "until": "2027"})]),
        ("visitor", BLOCKED, BLOCKED | {"notes": "private words"}, []),
        ("block", None, RANGE, [("address.blocked", {"blockId": "blk_A", "until": "9999"})]),
        ("block", RANGE, RANGE | {"reason": "private words"}, []),
        ("block", RANGE, RANGE | {"until": "2999"}, [("address.blocked", {"blockId": "blk_A", "until": "2999"})]),
        ("block", RANGE, None, [("address.unblocked", {"blockId": "blk_A"})]),
        ("block", RANGE | {"until": "2020"}, None, []),
        ("block", None, {"id": "blk_A", "visitor_id": "vis_A", "until": "9999"}, []),
        ("visitor", BLOCKED, {"id": "vis_A"}, [("visitor.unblocked", {"visitorId": "vis_A"})]),
        ("visitor", {"id": "vis_A"}, MERGED, [("visitor.merged", {"visitorId": "vis_A", "intoVisitorId": "vis_B"})]),
        ("visitor", MERGED, MERGED | {"notes": "private words"}, []),
        ("visitor", MERGED, {"id": "vis_A"}, [("visitor.unmerged", {"visitorId": "vis_A", "fromVisitorId": "vis_B"})]),
        ("visitor", MERGED, None, [("visitor.deleted", {"visitorId": "vis_A"})]),
        ("invitation", None, {"id": "inv_A", "nonce": "1"}, [("agent.invited", {"invitationId": "inv_A"})]),
        ("invitation", {"id": "inv_A", "nonce": "1"}, {"id": "inv_A", "nonce": "1", "name": "x"}, []),
        (
            "invitation",
            {"id": "inv_A", "nonce": "1"},
            {"id": "inv_A", "nonce": "2"},
            [("agent.invited", {"invitationId": "inv_A"})],
        ),
        ("invitation", {"id": "inv_A", "nonce": "1"}, None, []),
        ("user", None, USER, []),
        ("user", USER, USER | {"reset_nonce": "1"}, [("user.reset_requested", {"userId": "usr_A"})]),
        ("user", USER | {"reset_nonce": "1"}, USER | {"reset_nonce": "1", "last_seen_at": "now"}, []),
        ("user", USER | {"reset_nonce": "1"}, USER, []),
        ("user", USER | {"reset_nonce": "1"}, None, []),
        ("workspace", None, {"id": "ten_A"}, []),
        (
            "workspace",
            None,
            {"id": "ten_A", "confirmation": {"user_id": "usr_A", "nonce": "1"}},
            [("workspace.confirmation_requested", {"userId": "usr_A"})],
        ),
        (
            "workspace",
            {"confirmation": {"user_id": "usr_A", "nonce": "1"}},
            {"confirmation": {"user_id": "usr_A", "nonce": "1"}, "name": "x"},
            [],
        ),
        ("workspace", {"confirmation": {"user_id": "usr_A", "nonce": "1"}}, {"id": "ten_A"}, []),
        ("site", None, {"id": "site_A"}, []),
        ("posting", None, {}, []),
    ],
)
def test_what_happens_to_everything_else(
    kind: str, before: Json | None, after: Json | None, events: list[tuple[str, Json]]
) -> None:
    assert happened(a_change(kind, before, after)) == events


def test_a_record_delivered_again_is_the_same_event_again(clock: Clock) -> None:
    record = a_change("visitor", {"id": "vis_A"})
    first = list(of_change(Change.of(record)))
    clock.advance(60)
    assert list(of_change(Change.of(record))) == first


def test_an_event_occurred_when_the_change_was_made(clock: Clock) -> None:
    record = a_change("visitor", {"id": "vis_A"})
    clock.advance(3600)
    (event,) = of_change(Change.of(record))
    assert event.detail["occurredAt"] == "2027-01-15T08:00:00.000Z"


def test_two_events_of_one_record_have_two_ids() -> None:
    events = list(of_change(Change.of(a_change("conversation", None, CONVERSATION))))
    assert len({event.detail["eventId"] for event in events}) == 2


def test_another_record_yields_another_event() -> None:
    ids = {
        event.detail["eventId"]
        for record_id in ("r1", "r2")
        for event in of_change(Change.of(a_change("visitor", {"id": "vis_A"}, record_id=record_id)))
    }
    assert len(ids) == 2


# ── On the bus ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bus(changes: Changes) -> "Bus":
    return Bus()


class Bus:
    """The event bus, with a queue that receives everything."""

    def __init__(self) -> None:
        events, self._sqs = clients.client("events"), clients.client("sqs")
        self._queue = self._sqs.create_queue(QueueName="all")["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]
        pattern = json.dumps({"source": ["connextlive.api"]})
        events.put_rule(Name="all", EventBusName="connextlive", EventPattern=pattern)
        events.put_targets(Rule="all", EventBusName="connextlive", Targets=[{"Id": "all", "Arn": arn}])

    def taken(self) -> list[Json]:
        found: list[Json] = []
        while messages := self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages"):
            found += [json.loads(one["Body"]) for one in messages]
        return found


def test_an_event_comes_on_the_bus_whole(bus: Bus, clock: Clock) -> None:
    record = a_change("visitor", {"id": "vis_A"})
    (expected,) = of_change(Change.of(record))
    deliver("on_table_change_project", [record])
    (taken,) = bus.taken()
    facts = {name: taken[name] for name in ("source", "detail-type", "detail")}
    assert facts == {"source": "connextlive.api", "detail-type": "visitor.deleted", "detail": expected.detail}


@pytest.mark.parametrize("number", [0, 1, 10, 11, 25])
def test_any_number_of_events_reach_the_bus(bus: Bus, number: int) -> None:
    records = [a_change("visitor", {"id": f"vis_{n}"}, record_id=str(n)) for n in range(number)]
    deliver("on_table_change_project", records)
    assert sorted(one["detail"]["visitorId"] for one in bus.taken()) == sorted(f"vis_{n}" for n in range(number))


def test_events_rejected_by_the_bus_are_redelivered_by_the_stream(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connextlive.events.bus.SOURCE", "")  # which EventBridge does not take
    records = [a_change("visitor", {"id": "vis_A"}), a_change("visitor", {"id": "vis_B"})]
    with pytest.raises(RuntimeError, match=r"^2 events were not taken$"):
        deliver("on_table_change_project", records)


def test_entries_that_eventbridge_throttles_are_put_again_alone(
    bus: Bus, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    call = clients.call

    def throttling(service: str, operation: str, request: Json) -> Json:
        """Takes one entry a call."""
        first, *others = request["Entries"]
        asked.append(len(request["Entries"]))
        refused = [{"ErrorCode": "ThrottlingException"}] * len(others)
        answer = call(service, operation, request | {"Entries": [first]})
        return {"FailedEntryCount": len(others), "Entries": answer["Entries"] + refused}

    monkeypatch.setattr(clients, "call", throttling)
    records = [a_change("visitor", {"id": f"vis_{n}"}, record_id=str(n)) for n in range(3)]
    deliver("on_table_change_project", records)
    assert [one["detail"]["visitorId"] for one in bus.taken()] == ["vis_0", "vis_1", "vis_2"]
    assert asked == [3, 2, 1]


def test_entries_that_stay_throttled_are_redelivered_by_the_stream(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}
    monkeypatch.setattr(clients, "call", lambda *_: refused)
    with pytest.raises(RuntimeError, match=r"^1 events were not taken$"):
        publish([Change.of(a_change("visitor", {"id": "vis_A"}))])


def test_a_whole_story_publishes_its_events_and_not_a_word_of_it(bus: Bus, changes: Changes) -> None:
    # GIVEN everything that can happen, told with words nobody else may read
    owner = a_tenant()
    anna, bert = an_agent(owner, "Anna private"), an_agent(owner, "Bert private")
    vera = a_visitor(owner, user_name="Vera private", user_email="private@example.com", notes="private")
    held = a_conversation(owner, "WAITING", by=vera, says="private words")
    message.send_as_agent(owner.tenant_id, held, anna.id, Draft("private answer"))
    conversation.assign(owner.tenant_id, held, bert.id)
    message.resolve(owner.tenant_id, held, bert.id, "private end")
    conversation.rate(owner.tenant_id, held, 5, "private praise")
    message.send_as_visitor(vera, Draft("private again"))
    invitation.invite(owner.tenant_id, "Ivy private", "private-ivy@example.com")
    password_reset.request(user.load(owner.tenant_id, anna.id).email)
    visitor.delete(owner.tenant_id, vera.id)
    # WHEN the stream is published
    deliver("on_table_change_project", changes.all)
    # THEN
    taken = bus.taken()
    assert sorted({one["detail-type"] for one in taken}) == [
        "agent.invited",
        "conversation.assigned",
        "conversation.created",
        "conversation.deleted",
        "conversation.rated",
        "conversation.reopened",
        "conversation.resolved",
        "message.created",
        "user.reset_requested",
        "visitor.deleted",
    ]
    assert all(one["detail"]["tenantId"] == owner.tenant_id for one in taken)
    assert "private" not in json.dumps([one["detail"] for one in taken])
    assert "example.com" not in json.dumps([one["detail"] for one in taken])
