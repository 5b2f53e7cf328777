"""DynamoDB streams: each record to each function, in the order that Lambda keeps."""

import asyncio
import json
import random
import zlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from local.console import say_with_time
from local.emulator.aws import Aws
from local.emulator.link import LinkError
from local.runtime.functions import FunctionError, Functions
from local.sources.filters import record_filter
from local.sources.wake import Wake

# Seconds between two reads of a stream: while much is written and done, one finds what several would.
_AT_MOST_EVERY = 0.02
_FIRST_RETRY_SECONDS = 0.2
_LAST_RETRY_SECONDS = 10.0
# How long a stop waits for the functions to catch up; the rest is kept in a file.
_DRAIN_SECONDS = 5.0

# Of a new table with on-demand capacity; each partition is in one.
SHARDS = 4

Record = dict[str, Any]


@dataclass(frozen=True)
class Pace:
    """How often a shard is read, in seconds; and the share of batches that are delivered twice."""

    every: float
    repeated: float


AT_ONCE = Pace(0, 0)
# Lambda reads a shard four times a second, and delivers at least once.
AWS = Pace(0.25, 0.1)


class StreamSource:
    """A function's event source mapping. A table's stream has shards, each with the changes of some partitions in
    order. A shard is read in `ParallelizationFactor` lanes, each with the changes of some *items* in order: with
    several, changes of a partition overtake each other.

    ministack forgets its streams when it stops. So the position is not a sequence number but the pending records
    themselves, which are kept in a file between runs.
    """

    def __init__(
        self,
        aws: Aws,
        functions: Functions,
        function: str,
        properties: Mapping[str, Any],
        wake: Wake,
        backlog: Path,
        partition_key: str,
        pace: Pace = AT_ONCE,
    ) -> None:
        self._backlog = backlog
        self._partition_key = partition_key
        self._accepts = record_filter(properties)
        self._width = int(properties.get("ParallelizationFactor", 1))
        self._lanes = [_Lane(aws, functions, function, properties, wake, pace) for _ in range(SHARDS * self._width)]
        self.put(json.loads(backlog.read_text()) if backlog.exists() else [])

    def put(self, records: list[Record]) -> None:
        for record in filter(self._accepts, records):
            self._lane(record["dynamodb"]["Keys"]).put(record)

    def _lane(self, keys: Mapping[str, Any]) -> "_Lane":
        shard = _hash(keys[self._partition_key]) % SHARDS
        return self._lanes[shard * self._width + _hash(keys) % self._width]

    @property
    def is_idle(self) -> bool:
        return not any(lane.pending for lane in self._lanes)

    def keep_pending(self) -> None:
        if pending := [record for lane in self._lanes for record in lane.pending]:
            self._backlog.parent.mkdir(exist_ok=True)
            self._backlog.write_text(json.dumps(pending))
        else:
            self._backlog.unlink(missing_ok=True)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(lane.run())


def _hash(value: Any) -> int:
    return zlib.crc32(json.dumps(value, sort_keys=True).encode())


class _Lane:
    """Some items' changes: each to the function, in order, until it succeeds or its retries are exhausted."""

    def __init__(
        self, aws: Aws, functions: Functions, function: str, properties: Mapping[str, Any], wake: Wake, pace: Pace
    ) -> None:
        self._aws = aws
        self._functions = functions
        self._function = function
        self._wake = wake
        self._pace = pace
        self._batch_size = int(properties.get("BatchSize", 100))
        self._attempts = int(properties.get("MaximumRetryAttempts", -1))
        self._bisects = bool(properties.get("BisectBatchOnFunctionError", False))
        self._reports = "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", [])
        self._on_failure = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        self.pending: deque[Record] = deque()
        self._arrived = asyncio.Event()

    def put(self, record: Record) -> None:
        self.pending.append(record)
        self._arrived.set()

    async def run(self) -> None:
        while True:
            await self._arrived.wait()
            while self.pending:
                await asyncio.sleep(self._pace.every * random.random())  # noqa: S311  # no secret
                batch = list(islice(self.pending, self._batch_size))
                await self._process(batch)
                if random.random() < self._pace.repeated:  # noqa: S311  # no secret
                    await self._invoke(batch)
            self._arrived.clear()

    async def _process(self, batch: list[Record], failures: int = 0) -> None:
        """Until nothing of the batch is pending."""
        while batch:
            done = await self._invoke(batch)
            for _ in range(done):
                self.pending.popleft()
            batch = batch[done:]
            if not batch:
                return
            failures = failures + 1 if not done else 1
            if 0 <= self._attempts < failures:
                await self._give_up(batch, failures)
                return
            if self._bisects and len(batch) > 1:
                half = len(batch) // 2
                await self._process(batch[:half], failures)
                batch = batch[half:]
            else:
                await asyncio.sleep(min(_FIRST_RETRY_SECONDS * 2 ** (failures - 1), _LAST_RETRY_SECONDS))

    async def _invoke(self, batch: list[Record]) -> int:
        """How many records of the batch, from its beginning, are done."""
        try:
            answer = await self._functions.invoke(self._function, {"Records": batch})
        except FunctionError:
            return 0
        finally:
            self._wake()
        failures = (answer or {}).get("batchItemFailures") if self._reports else None
        if not failures:
            return len(batch)
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        failed = {failure.get("itemIdentifier") for failure in failures}
        # An unknown identifier fails the whole batch.
        return min((numbers.index(number) for number in failed if number in numbers), default=0)

    async def _give_up(self, batch: list[Record], failures: int) -> None:
        for _ in batch:
            self.pending.popleft()
        say_with_time(f"{self._function}: gave up on {len(batch)} stream records after {failures} attempts")
        if self._on_failure:
            await asyncio.to_thread(self._send_to_destination, batch, failures)

    def _send_to_destination(self, batch: list[Record], failures: int) -> None:
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        message = {
            "requestContext": {
                "functionArn": self._function,
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": failures,
            },
            "version": "1.0",
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "DDBStreamBatchInfo": {
                "shardId": "shardId-00000000000000000000-00000000",
                "startSequenceNumber": numbers[0],
                "endSequenceNumber": numbers[-1],
                "batchSize": len(batch),
                "streamArn": batch[0]["eventSourceARN"],
            },
        }
        sqs = self._aws.client("sqs")
        url = sqs.get_queue_url(QueueName=self._on_failure.rpartition(":")[2])["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(message))


class Stream:
    """Reads a stream once for all its functions."""

    def __init__(self, aws: Aws, arn: str, wake: Wake, positions: dict[str, str]) -> None:
        self._streams = aws.streams
        self._arn = arn
        self._wake = wake
        # The last sequence number read, by stream. Survives this object, which a changed template replaces.
        self._positions = positions
        self._sources: list[StreamSource] = []
        described = aws.client("dynamodbstreams").describe_stream(StreamArn=arn)["StreamDescription"]
        self.partition_key = next(one["AttributeName"] for one in described["KeySchema"] if one["KeyType"] == "HASH")
        self._shard = described["Shards"][0]["ShardId"]  # ministack's only one
        self._tasks: list[asyncio.Task[None]] = []

    def add(self, source: StreamSource) -> None:
        self._sources.append(source)

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._read())]
        self._tasks += [asyncio.create_task(source.run()) for source in self._sources]

    async def stop(self) -> None:
        await self._drain()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for source in self._sources:
            source.keep_pending()

    async def _drain(self) -> None:
        """Until two checks in a row find nothing, because a function's last writes come back on the stream."""
        self._wake()
        deadline = asyncio.get_running_loop().time() + _DRAIN_SECONDS
        quiet = 0
        while quiet < 2 and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(self._wake.pause)
            quiet = quiet + 1 if all(source.is_idle for source in self._sources) else 0

    async def _read(self) -> None:
        iterator: str | None = None
        while True:
            seen = self._wake.count
            try:
                iterator = iterator or await self._first_iterator()
                answer = await self._streams.call("GetRecords", {"ShardIterator": iterator})
            except LinkError as error:
                # An iterator is valid for 15 minutes, less than a laptop may sleep.
                say_with_time(f"stream: {error}")
                iterator = None
                await asyncio.sleep(1)
                continue
            iterator = answer.get("NextShardIterator")
            records = [record | {"eventSourceARN": self._arn} for record in answer["Records"]]
            for source in self._sources:
                source.put(records)
            if records:
                self._positions[self._arn] = records[-1]["dynamodb"]["SequenceNumber"]
            await asyncio.sleep(_AT_MOST_EVERY)
            await self._wake.wait(seen, self._wake.pause)

    async def _first_iterator(self) -> str:
        request = {"StreamArn": self._arn, "ShardId": self._shard}
        if position := self._positions.get(self._arn):
            request |= {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": position}
        else:
            request["ShardIteratorType"] = "TRIM_HORIZON"
        return str((await self._streams.call("GetShardIterator", request))["ShardIterator"])
