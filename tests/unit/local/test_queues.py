"""Queues: checked all at once, received from if nonempty, with as many concurrent batches as allowed."""

import asyncio
import json
import time
from typing import Any, cast

import pytest

from local.emulator.aws import Aws
from local.emulator.queue_view import QueueView
from local.runtime.functions import FunctionError, Functions
from local.sources.queue import Queues, QueueSource
from local.sources.wake import Wake

type Json = dict[str, Any]
QUEUE = "arn:aws:sqs:eu-central-1:000000000000:orders"


class Sqs:
    """Stands in for ministack: the queue's messages, and how often they were requested."""

    def __init__(self, bodies: list[str]) -> None:
        self.waiting = [{"MessageId": body, "ReceiptHandle": body, "Body": body} for body in bodies]
        self.looks = self.receives = 0
        self.deleted: list[str] = []

    async def visible(self) -> dict[str, list[float]]:
        self.looks += 1
        return {"orders": [0] * len(self.waiting)} if self.waiting else {}

    async def call(self, operation: str, request: Json) -> Json:
        match operation:
            case "ReceiveMessage":
                self.receives += 1
                number = request["MaxNumberOfMessages"]
                taken, self.waiting = self.waiting[:number], self.waiting[number:]
                return {"Messages": taken}
            case "DeleteMessageBatch":
                self.deleted += [entry["ReceiptHandle"] for entry in request["Entries"]]
                return {}
        return {"QueueUrl": request["QueueName"]}


class Consumer:
    """Stands in for the function; records its batches and its concurrency."""

    def __init__(self, bad: str = "") -> None:
        self.given: list[str] = []
        self.running = self.most = 0
        self._bad = bad

    async def invoke(self, name: str, event: Json) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0.02)
        self.running -= 1
        bodies = [record["body"] for record in event["Records"]]
        self.given += bodies
        if self._bad in bodies:
            raise FunctionError("bad message")


@pytest.fixture
def consume(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the queue's source until the queue is empty, and a few checks longer."""

    async def run(sqs: Sqs, consumer: Consumer, repeated: float = 0, **properties: Any) -> None:
        monkeypatch.setattr("local.sources.queue.QueueView", lambda link: sqs)
        aws = cast(Aws, type("Fake", (), {"link": None, "queues": sqs})())
        queues = Queues(aws, wake := Wake())
        given = {"Queue": QUEUE, **properties}
        queues.add(QueueSource(aws, cast(Functions, consumer), "consumer", given, wake, repeated=repeated))
        queues.start()
        for _ in range(1000):
            await asyncio.sleep(0.01)
            if sqs.looks > 2 and not sqs.waiting:
                break
        await queues.stop()

    return lambda *arguments, **properties: asyncio.run(run(*arguments, **properties))


def test_what_is_done_is_deleted(consume: Any) -> None:
    sqs, consumer = Sqs(["a", "b", "c"]), Consumer()
    consume(sqs, consumer, BatchSize=2)
    assert consumer.given == sqs.deleted == ["a", "b", "c"]


def test_a_share_of_the_batches_comes_twice(consume: Any) -> None:
    sqs, consumer = Sqs([str(number) for number in range(20)]), Consumer()
    consume(sqs, consumer, 1)
    assert sorted(consumer.given) == sorted([*map(str, range(20))] * 2)
    assert sorted(sqs.deleted) == sorted(map(str, range(20)))


def test_failed_messages_are_left_for_redelivery(consume: Any) -> None:
    sqs = Sqs(["a", "b", "c"])
    consume(sqs, Consumer(bad="b"), BatchSize=1)
    assert sqs.deleted == ["a", "c"]


def test_no_more_is_received_than_there_is(consume: Any) -> None:
    sqs = Sqs(["a", "b", "c"])
    consume(sqs, Consumer(), BatchSize=1)
    assert sqs.receives == 3


def test_an_empty_queue_is_not_received_from(consume: Any) -> None:
    sqs = Sqs([])
    consume(sqs, Consumer())
    assert sqs.receives == 0


@pytest.mark.parametrize(("properties", "most"), [({}, 1), ({"ScalingConfig": {"MaximumConcurrency": 3}}, 3)])
def test_so_many_batches_run_at_once(consume: Any, properties: Json, most: int) -> None:
    consumer = Consumer()
    consume(Sqs(list("abcdef")), consumer, BatchSize=1, **properties)
    assert sorted(consumer.given) == list("abcdef")
    assert consumer.most == most


def test_readers_poll_often_after_a_call_and_rarely_later(monkeypatch: pytest.MonkeyPatch) -> None:
    wake = Wake()
    monkeypatch.setattr("local.sources.wake._BUSY_FOR_SECONDS", 0.5)
    wake()
    busy = wake.pause
    time.sleep(0.6)
    quiet = wake.pause
    wake()
    assert (busy, quiet, wake.pause) == (0.1, 0.5, 0.1)


def test_a_call_ends_the_wait() -> None:
    async def waited() -> float:
        wake = Wake()
        began = time.monotonic()
        asyncio.get_running_loop().call_later(0.01, wake)
        await wake.wait(wake.count, 5)
        return time.monotonic() - began

    assert asyncio.run(waited()) < 1


def test_a_message_of_which_ministack_tells_the_second_alone_is_visible_at_its_end() -> None:
    class Link:
        async def request(self, method: str, path: str) -> tuple[int, bytes]:
            messages = [
                {"MessageId": "a", "IsVisible": True, "VisibleAt": 7},
                {"MessageId": "b", "IsVisible": False, "VisibleAt": 9},
            ]
            return 200, json.dumps({"messages": {"0": {"eu-central-1": {"http://sqs/0/orders": messages}}}}).encode()

    assert asyncio.run(QueueView(cast(Any, Link())).visible()) == {"orders": [0, 10]}
