"""Webhooks: recipients, deduplication, retries, and giving up."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from connextlive.aws import clients
from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.events.types import VisitorDeleted
from connextlive.generated.values import DeliveryValues
from connextlive.lambdas.queue import look_again
from connextlive.webhooks import delivery as webhook_delivery
from connextlive.webhooks import sending, webhook
from connextlive.webhooks.delivery import Delivery
from connextlive.webhooks.schemas.webhooks import EventType
from connextlive.webhooks.sending import DeliveryDue
from tests.receiver import Receiver, a_receiver
from tests.support.builders import (
    RESOURCES,
    Clock,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    call,
    consume,
    counted_calls,
    failed,
    invoke,
    wrong,
)
from tools.generate.examples import BODIES

type Json = dict[str, Any]

EVENT = {"type": "conversation.rated", "score": 5}
A_DELETION = VisitorDeleted(
    event_id="evt_1", tenant_id="ten_1", occurred_at="2027-01-15T08:00:00.000Z", visitor_id="vis_1"
)
DAY = 24 * 3600


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("PRIVATE_DESTINATIONS", "allowed")
    with a_receiver() as receiver:
        yield receiver


@pytest.fixture
def queue(cloud: None, monkeypatch: pytest.MonkeyPatch) -> "Queue":
    return Queue(monkeypatch)


class Queue:
    """The consumer's queue, with the test's clock: messages are delivered when they are due."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("WEBHOOK_QUEUE_URL", "the-queue")
        call = clients.call

        def intercepted(service: str, operation: str, request: Json) -> Json:
            if service != "sqs":
                return call(service, operation, request)
            self.send_message(**request)
            return {}

        monkeypatch.setattr(clients, "call", intercepted)
        self.messages: list[tuple[int, Json]] = []

    def send_message(self, QueueUrl: str, MessageBody: str, MessageGroupId: str, DelaySeconds: int) -> None:
        assert QueueUrl == "the-queue"
        assert 0 <= DelaySeconds <= 900  # what SQS takes
        self.messages.append((DelaySeconds, json.loads(MessageBody)))

    def hand_out(self, clock: Clock) -> float:
        """Advances the clock to the next message, and has the consumer handle it; returns the seconds."""
        self.messages.sort(key=lambda message: message[0])
        delay, event = self.messages.pop(0)
        clock.advance(delay)
        assert invoke("on_event_webhook", _queued(event)) == failed()
        return delay

    def hand_out_all(self, clock: Clock) -> None:
        while self.messages:
            self.hand_out(clock)


def _queued(event: Json) -> Json:
    return {"Records": [{"messageId": "m0", "body": json.dumps(event), "eventSource": "aws:sqs"}]}


def _told(to: Caller, **more: Any) -> Json:
    conversation_id = more.pop("conversationId", None) or a_conversation(to)
    ids = {"eventId": "evt_1", "tenantId": to.tenant_id, "conversationId": conversation_id}
    detail = {**ids, "occurredAt": timestamp(), **EVENT, **more}
    assert consume("on_event_webhook", detail) == failed()
    return detail


def _a_webhook(of: Caller, receiver: Receiver, *events: str) -> str:
    return webhook.create(of.tenant_id, receiver.url, [*events] or ["*"], None, "ACTIVE").id


def _deliveries(of: Caller, webhook_id: str) -> list[DeliveryValues]:
    return webhook_delivery.page(of.tenant_id, webhook_id, 100, None)[0]


def test_a_tenant_without_webhooks_costs_one_read(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = a_tenant()
    conversation_id = a_conversation(tenant)
    calls = counted_calls(monkeypatch)
    _told(tenant, conversationId=conversation_id)
    assert calls == ["Query"]
    assert queue.messages == []


def test_each_webhook_that_wants_an_event_gets_a_delivery(queue: Queue, receiver: Receiver, clock: Clock) -> None:
    tenant, other = a_tenant(), a_tenant()
    wanted = {_a_webhook(tenant, receiver, "conversation.rated"), _a_webhook(tenant, receiver, "*")}
    _a_webhook(tenant, receiver, "message.created")
    _a_webhook(other, receiver)
    inactive = _a_webhook(tenant, receiver)
    webhook.update(tenant.tenant_id, inactive, {"status": "INACTIVE"})
    _told(tenant)
    assert {event["detail"]["webhookId"] for _, event in queue.messages} == wanted
    queue.hand_out_all(clock)
    assert len(receiver.requests) == 2


def test_a_redelivered_event_is_delivered_to_webhooks_once(queue: Queue, receiver: Receiver, clock: Clock) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    first = _told(tenant)
    consume("on_event_webhook", first)
    queue.messages *= 2
    queue.hand_out_all(clock)
    consume("on_event_webhook", first)
    queue.hand_out_all(clock)
    assert len(receiver.requests) == 1
    (delivery,) = _deliveries(tenant, webhook_id)
    assert (delivery["status"], len(delivery["attempts"])) == ("SUCCEEDED", 1)


def test_one_message_of_two_makes_the_attempt(queue: Queue, receiver: Receiver, clock: Clock) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    detail = _told(tenant)
    begun: list[bool] = []

    def answer(_: object) -> tuple[int, bytes]:
        if not begun:  # meanwhile the same message comes to somebody else
            begun.append(True)
            sending.deliver(DeliveryDue.of(detail | {"webhookId": webhook_id}))
        return 200, b""

    receiver.answer = answer
    queue.hand_out_all(clock)
    assert len(receiver.requests) == 1


def test_an_unfinished_attempt_is_repeated(
    queue: Queue, receiver: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    detail = _told(tenant)
    with monkeypatch.context() as patch:
        patch.setattr("connextlive.core.public_http.post", lambda *_: 1 / 0)
        message = queue.messages[0][1]
        assert invoke("on_event_webhook", _queued(message)) == failed("m0")
    sending.deliver(DeliveryDue.of(detail | {"webhookId": webhook_id}))
    assert receiver.requests == []  # it may still be under way
    clock.advance(180)  # until the queue shows the message again
    assert invoke("on_event_webhook", _queued(message)) == failed()
    assert len(receiver.requests) == 1


def test_a_receiver_that_fails_is_tried_for_more_than_a_day_and_then_disabled(
    queue: Queue, receiver: Receiver, clock: Clock
) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    receiver.answer = lambda request: (500, b"")
    begun = clock.now
    _told(tenant)
    at: list[float] = []
    while queue.messages:
        count = len(receiver.requests)
        queue.hand_out(clock)
        if len(receiver.requests) > count:
            at.append(clock.now)
    assert len(at) == 1 + len(sending.BACKOFF) == 8
    for wait, before, after in zip(sending.BACKOFF, at, at[1:], strict=False):
        assert wait <= after - before <= 1.1 * wait + 1
    assert at[-1] - begun > DAY
    (delivery,) = _deliveries(tenant, webhook_id)
    assert (delivery["status"], len(delivery["attempts"]), delivery.get("next_attempt_at")) == ("FAILED", 8, None)
    held = webhook.load(tenant.tenant_id, webhook_id)
    assert (held.status, held.disabled_reason) == ("INACTIVE", "FAILING")
    assert {request.headers["webhook-id"] for request in receiver.requests} == {"evt_1"}
    _told(tenant, eventId="evt_2")
    assert queue.messages == []
    enabled = webhook.update(tenant.tenant_id, webhook_id, {"status": "ACTIVE"})
    assert (enabled.disabled_reason, enabled.failing_since) == (None, None)


def test_a_receiver_that_rejects_one_event_but_accepts_others_stays_active(
    queue: Queue, receiver: Receiver, clock: Clock
) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    receiver.answer = lambda request: (422 if request.headers["webhook-id"] == "evt_1" else 200, b"")
    _told(tenant)
    for _ in range(20):
        queue.hand_out(clock)
    _told(tenant, eventId="evt_2")
    queue.hand_out_all(clock)
    assert [one["status"] for one in _deliveries(tenant, webhook_id)] == ["SUCCEEDED", "FAILED"]
    held = webhook.load(tenant.tenant_id, webhook_id)
    assert (held.status, held.disabled_reason) == ("ACTIVE", None)


def test_what_waits_for_a_webhook_that_is_switched_off_fails_without_an_attempt(
    queue: Queue, receiver: Receiver, clock: Clock
) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    _told(tenant)
    webhook.update(tenant.tenant_id, webhook_id, {"status": "INACTIVE"})
    queue.hand_out_all(clock)
    assert receiver.requests == []
    assert [(one["status"], one["attempts"]) for one in _deliveries(tenant, webhook_id)] == [("FAILED", [])]


def test_a_410_disables_the_webhook_at_once(queue: Queue, receiver: Receiver, clock: Clock) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    receiver.answer = lambda request: (410, b"")
    _told(tenant)
    queue.hand_out_all(clock)
    assert len(receiver.requests) == 1
    assert webhook.load(tenant.tenant_id, webhook_id).disabled_reason == "GONE"


def test_without_the_parameter_a_private_receiver_is_never_asked(
    queue: Queue, receiver: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Created while it was allowed, or under an earlier, less strict rule."""
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    monkeypatch.delenv("PRIVATE_DESTINATIONS")
    _told(tenant)
    queue.hand_out(clock)
    assert receiver.requests == []
    (delivery,) = _deliveries(tenant, webhook_id)
    assert delivery["attempts"][0]["error"] == "Must begin with https://"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://169.254.169.254/latest/meta-data/", "Must name a public host"),
        ("https://localhost/", "Must name a public host"),
        ("https://[::1]/", "Must name a public host"),
        ("https://2130706433/", "Must be a URL"),
    ],
)
def test_a_private_address_is_refused_where_it_is_named(
    cloud: None, monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    monkeypatch.delenv("PRIVATE_DESTINATIONS", raising=False)
    tenant = a_tenant()
    refusal = wrong(url=words)
    assert call("tenant_webhooks_create", tenant, {"url": url, "events": ["*"]}) == refusal
    webhook_id = webhook.create(tenant.tenant_id, "https://example.com/", ["*"], None, "ACTIVE").id
    assert call("tenant_webhooks_update", tenant, {"url": url}, id=webhook_id) == refusal
    agent = an_agent(tenant)
    subscription = BODIES["agentPushSubscriptionsCreate"] | {"endpoint": url}
    expected = wrong(endpoint=words)
    assert call("agent_push_subscriptions_create", agent, subscription) == expected


def test_the_subscribable_events_are_those_of_the_rule() -> None:
    pattern = RESOURCES["OnEventWebhookRule"]["Properties"]["EventPattern"]
    assert {*get_args(EventType.__value__)} - {webhook.EVERYTHING} == {*pattern["detail-type"]}


def test_deleted_objects_are_null(queue: Queue, receiver: Receiver, clock: Clock) -> None:
    tenant = a_tenant()
    _a_webhook(tenant, receiver)
    conversation_id = a_conversation(tenant, by=a_visitor(tenant))
    _told(tenant, conversationId=conversation_id)
    _told(tenant, conversationId="cnv_01HX0000000000000000000000", eventId="evt_2", type="conversation.deleted")
    queue.hand_out_all(clock)
    sent = [json.loads(request.body)["data"] for request in receiver.requests]
    assert sorted(one["conversation"]["id"] if one["conversation"] else "" for one in sent) == ["", conversation_id]


@pytest.mark.usefixtures("bucket")
def test_what_happened_before_a_deletion_is_delivered_after_it(queue: Queue, receiver: Receiver, clock: Clock) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    conversation_id = a_conversation(tenant, by=a_visitor(tenant))
    receiver.answer = lambda request: (503, b"Vera, later")
    _told(tenant, conversationId=conversation_id)
    queue.hand_out(clock)
    call("tenant_conversations_delete", by=tenant, id=conversation_id)
    consume("on_conversation_deleted", {"tenantId": tenant.tenant_id, "conversationId": conversation_id})
    (waiting,) = _deliveries(tenant, webhook_id)
    assert (waiting["status"], [one.get("response") for one in waiting["attempts"]]) == ("PENDING", [None])
    receiver.answer = lambda request: (200, b"")
    queue.hand_out_all(clock)
    sent = [json.loads(request.body)["data"]["conversation"] for request in receiver.requests]
    assert (sent[0]["id"], sent[1:]) == (conversation_id, [None])
    assert _deliveries(tenant, webhook_id) == []


@pytest.mark.parametrize("status", [200, 410])
def test_the_log_keeps_nothing_of_who_was_deleted_before_it_was_told(
    queue: Queue, receiver: Receiver, clock: Clock, status: int
) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    receiver.answer = lambda request: (status, b"")
    _told(tenant, conversationId="cnv_01HX0000000000000000000000")
    for kind in ("unblocked", "deleted"):
        event = {"type": f"visitor.{kind}", "visitorId": "vis_01HX0000000000000000000000"}
        ids = {"eventId": f"evt_{kind}", "tenantId": tenant.tenant_id, "occurredAt": timestamp()}
        consume("on_event_webhook", ids | event)
    queue.hand_out_all(clock)
    assert [one["event_type"] for one in _deliveries(tenant, webhook_id)] == ["visitor.deleted"]


def test_the_old_secret_signs_for_a_day(queue: Queue, receiver: Receiver, clock: Clock) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    old = webhook.load(tenant.tenant_id, webhook_id).secret
    rotated = webhook.rotate_secret(tenant.tenant_id, webhook_id)
    assert rotated.secrets == [rotated.secret, old]
    clock.advance(DAY + 1)
    assert webhook.load(tenant.tenant_id, webhook_id).secrets == [rotated.secret]
    again = webhook.rotate_secret(tenant.tenant_id, webhook_id)
    assert again.secrets == [again.secret, rotated.secret]


def test_no_secret_and_no_text_is_stored(queue: Queue, receiver: Receiver, clock: Clock) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    conversation_id = a_conversation(tenant, says="A very private matter")
    _told(tenant, conversationId=conversation_id)
    queue.hand_out_all(clock)
    assert b"A very private matter" in receiver.requests[0].body
    stored = json.dumps([webhook.all_of(tenant.tenant_id), _deliveries(tenant, webhook_id)])
    assert "private" not in stored
    assert webhook.load(tenant.tenant_id, webhook_id).secret not in stored
    assert "whsec_" not in stored


def test_the_log_expires(queue: Queue, receiver: Receiver, clock: Clock) -> None:
    tenant = a_tenant()
    webhook_id = _a_webhook(tenant, receiver)
    _told(tenant)
    (delivery,) = _deliveries(tenant, webhook_id)
    assert delivery["expires_at"] == int(clock.now) + 30 * DAY
    assert isinstance(Delivery.find(delivery["pk"], delivery["sk"]), Delivery)


def test_a_secret_is_what_standard_webhooks_signs_with() -> None:
    """The example of https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signature = sending.sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_queues_delay_is_limited_to_its_maximum(queue: Queue) -> None:
    for wait, delay in ((0, 0), (0.2, 1), (5, 5), (899.5, 900), (36_000, 900)):
        queue.messages.clear()
        look_again("the-queue", A_DELETION, wait)
        assert queue.messages[0][0] == delay


def test_what_waits_in_the_queue_belongs_to_its_tenant(empty_aws: None) -> None:
    sqs = clients.client("sqs")
    url = sqs.create_queue(QueueName="deliveries")["QueueUrl"]
    look_again(url, A_DELETION, 0)
    (received,) = sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=["MessageGroupId"])["Messages"]
    assert json.loads(received["Body"])["detail"]["eventId"] == "evt_1"
    assert received["Attributes"] == {"MessageGroupId": A_DELETION.tenant_id}
