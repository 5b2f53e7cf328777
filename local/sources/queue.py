"""SQS queues: batches of messages, deleted when the function succeeds."""

import asyncio
import json
import math
import random
import time
from collections.abc import Callable, Mapping
from typing import Any

from local.config import REGION
from local.console import say_with_time
from local.emulator.aws import Aws
from local.emulator.link import LinkError
from local.emulator.queue_view import QueueView
from local.runtime.functions import FunctionError, Functions
from local.sources.filters import record_filter
from local.sources.scheduler import is_unresolved
from local.sources.wake import Wake

# Seconds between two checks.
_AT_MOST_EVERY = 0.1
# SQS's maximum; Lambda collects larger batches from several receives.
_RECEIVE_LIMIT = 10
# Concurrent batches that Lambda starts with; more than one only for queues with a configured concurrency.
_FIRST_BATCHES = 5

Message = dict[str, Any]


class Queues:
    """Checks all queues at once, and receives from the nonempty ones."""

    def __init__(self, aws: Aws, wake: Wake) -> None:
        self._view = QueueView(aws.link)
        self._wake = wake
        self._sources: list[QueueSource] = []
        self._task: asyncio.Task[None] | None = None

    def add(self, source: "QueueSource") -> None:
        self._sources.append(source)

    def start(self) -> None:
        for source in self._sources:
            source.start()
        self._task = asyncio.create_task(self._look())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.gather(*(source.stop() for source in self._sources))

    async def _look(self) -> None:
        while True:
            seen, began = self._wake.count, time.monotonic()
            visible = await self._view.visible()
            now = time.time()
            for source in self._sources:
                source.receive(sum(at <= now for at in visible.get(source.queue, ())))
            coming = min((at - now for times in visible.values() for at in times if at > now), default=math.inf)
            # A check takes long if many messages are invisible.
            await asyncio.sleep(max(_AT_MOST_EVERY, 2 * (time.monotonic() - began)))
            await self._wake.wait(seen, max(0, min(self._wake.pause, coming) - _AT_MOST_EVERY))


class QueueSource:
    """A failed message is left in the queue: it reappears after its visibility timeout, and SQS finally moves it to the
    dead-letter queue."""

    def __init__(
        self,
        aws: Aws,
        functions: Functions,
        function: str,
        properties: Mapping[str, Any],
        wake: Callable[[], None],
        *,
        is_rule: bool = False,
        repeated: float = 0,
    ) -> None:
        self._sqs = aws.queues
        self._functions = functions
        self._function = function
        self._arn = properties["Queue"]
        self._wake = wake
        self._url = ""
        self._is_rule = is_rule
        # The share of batches that the function gets twice: SQS delivers at least once.
        # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
        self._repeated = repeated
        self._accepts = record_filter(properties)
        self._batch_size = min(int(properties.get("BatchSize", 10)), _RECEIVE_LIMIT)
        self._reports = "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", [])
        self._free = asyncio.Semaphore(
            min(int(properties.get("ScalingConfig", {}).get("MaximumConcurrency", 1)), _FIRST_BATCHES)
        )
        self._visible = 0
        self._arrived = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._batches: set[asyncio.Task[None]] = set()

    @property
    def queue(self) -> str:
        """The queue's name."""
        return str(self._arn.rpartition(":")[2])

    def receive(self, visible: int) -> None:
        """Tells the source how much there is to receive: an empty answer costs as much as a message."""
        self._visible = visible
        if visible:
            self._arrived.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stops after the current batches: otherwise their messages would stay invisible long into the next run."""
        self._stopping = True
        self._arrived.set()
        if self._task:
            await self._task
        await asyncio.gather(*self._batches, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while not self._stopping and self._visible > 0:
                await self._take()
            if self._stopping:
                return

    async def _take(self) -> None:
        """Returns while the batch is being processed."""
        await self._free.acquire()
        try:
            url = self._url = self._url or await self._find()
            received = await self._receive(url)
        except LinkError as error:
            say_with_time(f"{self._function}: {error}")
            await asyncio.sleep(1)
            received = []
        # What arrives later is seen by the next look at all queues.
        self._visible = self._visible - len(received) if received else 0
        if not received:
            self._free.release()
            return
        batch = asyncio.create_task(self._process(url, received))
        self._batches.add(batch)
        batch.add_done_callback(self._done)

    def _done(self, batch: asyncio.Task[None]) -> None:
        self._batches.discard(batch)
        self._free.release()
        if error := batch.exception():
            say_with_time(f"{self._function}: {error}")

    async def _find(self) -> str:
        return str((await self._sqs.call("GetQueueUrl", {"QueueName": self.queue}))["QueueUrl"])

    async def _receive(self, url: str) -> list[Message]:
        request = {
            "QueueUrl": url,
            "MaxNumberOfMessages": self._batch_size,
            "WaitTimeSeconds": 0,
            "MessageSystemAttributeNames": ["All"],
            "MessageAttributeNames": ["All"],
        }
        messages: list[Message] = (await self._sqs.call("ReceiveMessage", request)).get("Messages", [])
        return messages

    async def _process(self, url: str, messages: list[Message]) -> None:
        records = [_lambda_record(message, self._arn) for message in messages]
        # Messages that a filter rejects are deleted, as Lambda does.
        done = {record["messageId"] for record in records if not self._accepts(_with_parsed_body(record))}
        done |= {record["messageId"] for record in records if is_unresolved(record["body"])}
        wanted = [record for record in records if record["messageId"] not in done]
        if wanted:
            done |= await self._invoke(wanted)
            if random.random() < self._repeated:  # noqa: S311  # no secret
                await self._invoke(wanted)
        entries = [
            {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
            for index, message in enumerate(messages)
            if message["MessageId"] in done
        ]
        if entries:
            await self._sqs.call("DeleteMessageBatch", {"QueueUrl": url, "Entries": entries})

    async def _invoke(self, records: list[Message]) -> set[str]:
        """The IDs of the processed messages."""
        event = json.loads(records[0]["body"]) if self._is_rule else {"Records": records}
        try:
            answer = await self._functions.invoke(self._function, event)
        except FunctionError:
            return set()
        finally:
            self._wake()
        ids = {record["messageId"] for record in records}
        failures = (answer or {}).get("batchItemFailures") if self._reports else None
        failed = {failure.get("itemIdentifier") for failure in failures or []}
        # An unknown identifier fails the whole batch.
        return ids - failed if failed <= ids else set()


def _lambda_record(message: Message, arn: str) -> Message:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {
            name: _lambda_attribute(value) for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message.get("MD5OfBody"),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }


def _lambda_attribute(value: Mapping[str, Any]) -> Message:
    attribute: Message = {"dataType": value["DataType"], "stringListValues": [], "binaryListValues": []}
    if "StringValue" in value:
        attribute["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        attribute["binaryValue"] = value["BinaryValue"]
    return attribute


def _with_parsed_body(record: Message) -> Message:
    """A filter's pattern for a JSON body applies to its content."""
    try:
        return record | {"body": json.loads(record["body"])}
    except ValueError:
        return record
