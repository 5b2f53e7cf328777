"""What event sources deliver, retry and drop, and how the template's expressions are read."""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from local.cloudformation.intrinsics import Resolver, attributes_in
from local.emulator.aws import Aws
from local.runtime.functions import FunctionError, Functions
from local.sources.filters import matches
from local.sources.schedule import next_time
from local.sources.stream import AT_ONCE, Pace, Record, StreamSource
from local.sources.wake import Wake


class Consumer:
    """Stands in for the function; records its batches."""

    def __init__(self, answer: Callable[[list[int]], Any] = lambda _: None, *, takes: float = 0) -> None:
        self.batches: list[list[int]] = []
        self._answer = answer
        self._takes = takes

    async def invoke(self, name: str, event: Any) -> Any:
        assert name == "consumer"
        numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in event["Records"]]
        await asyncio.sleep(self._takes * random.random())  # noqa: S311  # no secret
        self.batches.append(numbers)
        return self._answer(numbers)


def consume(
    tmp_path: Path,
    consumer: Consumer,
    records: int,
    *,
    partitions: int = 1,
    items: int = 100,
    pace: Pace = AT_ONCE,
    **properties: Any,
) -> StreamSource:
    """Has the function process changes of so many partitions with so many items each, by turns."""

    def record(number: int) -> Record:
        keys = {"pk": {"S": str(number % partitions)}, "sk": {"S": str(number // partitions % items)}}
        return {"dynamodb": {"Keys": keys, "SequenceNumber": str(number)}}

    async def run() -> StreamSource:
        backlog = tmp_path / "backlog.json"
        functions = cast(Functions, consumer)
        source = StreamSource(cast(Aws, None), functions, "consumer", properties, Wake(), backlog, "pk", pace)
        source.put([record(number) for number in range(records)])
        task = asyncio.create_task(source.run())
        for _ in range(200):
            await asyncio.sleep(0.005)
            if source.is_idle:
                break
        task.cancel()
        return source

    return asyncio.run(run())


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.sources.stream._FIRST_RETRY_SECONDS", 0.001)


def fails_on(bad: int) -> Callable[[list[int]], Any]:
    def answer(numbers: list[int]) -> None:
        if bad in numbers:
            raise FunctionError("bad record")

    return answer


def test_batches_in_order(tmp_path: Path) -> None:
    consumer = Consumer()
    consume(tmp_path, consumer, 5, BatchSize=2)
    assert consumer.batches == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize(("factor", "is_in_order"), [(1, True), (10, False)])
def test_changes_of_a_partition_overtake_each_other_in_several_lanes(
    tmp_path: Path, factor: int, is_in_order: bool
) -> None:
    consumer = Consumer(takes=0.005)
    consume(tmp_path, consumer, 100, ParallelizationFactor=factor, BatchSize=2)
    order = [number for batch in consumer.batches for number in batch]
    assert sorted(order) == list(range(100))
    assert (order == sorted(order)) is is_in_order


@pytest.mark.parametrize("factor", [1, 10])
def test_changes_of_an_item_never_overtake_each_other(tmp_path: Path, factor: int) -> None:
    consumer = Consumer(takes=0.005)
    consume(tmp_path, consumer, 120, partitions=3, items=4, ParallelizationFactor=factor, BatchSize=5)
    order = [number for batch in consumer.batches for number in batch]
    for item in range(12):
        assert [number for number in order if number % 12 == item] == list(range(item, 120, 12))


def test_a_failing_partition_holds_up_no_other_shard(tmp_path: Path) -> None:
    consumer = Consumer(fails_on(0))
    consume(tmp_path, consumer, 8, partitions=8, BatchSize=1)
    assert {number for batch in consumer.batches for number in batch} > {0}


def test_at_the_pace_of_aws_batches_come_late_and_some_twice(tmp_path: Path) -> None:
    consumer = Consumer()
    consume(tmp_path, consumer, 100, pace=Pace(0.001, 0.5), BatchSize=1)
    order = [number for batch in consumer.batches for number in batch]
    assert set(order) == set(range(100))
    assert len(order) > 100
    assert order == sorted(order)


def test_a_reported_failure_is_retried_from_there(tmp_path: Path) -> None:
    answers = iter([{"batchItemFailures": [{"itemIdentifier": "2"}]}])
    consumer = Consumer(lambda _: next(answers, None))
    consume(tmp_path, consumer, 4, FunctionResponseTypes=["ReportBatchItemFailures"])
    assert consumer.batches == [[0, 1, 2, 3], [2, 3]]


def test_bisecting_leaves_only_the_bad_record_behind(tmp_path: Path) -> None:
    consumer = Consumer(fails_on(2))
    consume(tmp_path, consumer, 4, BisectBatchOnFunctionError=True, MaximumRetryAttempts=3)
    assert [0, 1] in consumer.batches
    assert [3] in consumer.batches
    assert [2] in consumer.batches


def test_what_is_pending_survives_a_restart(tmp_path: Path) -> None:
    source = consume(tmp_path, Consumer(fails_on(1)), 3, BatchSize=1)
    source.keep_pending()
    later = Consumer()
    consume(tmp_path, later, 0, BatchSize=10).keep_pending()
    assert later.batches == [[1, 2]]
    assert not (tmp_path / "backlog.json").exists()


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ({"a": ["x", 1]}, {"a": 1}, {"a": "1"}),
        ({"a": {"b": [{"prefix": "x"}]}}, {"a": {"b": "xy"}}, {"a": {"b": "y"}}),
        ({"a": [{"exists": False}]}, {}, {"a": 1}),
        ({"a": {"b": [{"exists": False}]}}, {"c": 1}, {"a": {"b": 1}}),
        ({"a": [{"anything-but": ["x", {"prefix": "y"}]}]}, {"a": "z"}, {"a": "yz"}),
        ({"a": [{"numeric": [">", 1, "<=", 3]}]}, {"a": 3}, {"a": 1}),
        ({"a": ["x"]}, {"a": ["w", "x"]}, {"a": ["w"]}),
        ({"$or": [{"a": [1]}, {"b": [1]}]}, {"b": 1}, {"c": 1}),
    ],
)
def test_filters(pattern: dict[str, Any], matching: dict[str, Any], other: dict[str, Any]) -> None:
    assert matches(pattern, matching)
    assert not matches(pattern, other)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("rate(5 minutes)", "2026-01-31T10:05:30"),
        ("cron(0 12 * * ? *)", "2026-01-31T12:00:00"),
        ("cron(0/15 * * * ? *)", "2026-01-31T10:15:00"),
        ("cron(30 2 1 * ? *)", "2026-02-01T02:30:00"),
        ("cron(0 9 ? * MON-FRI *)", "2026-02-02T09:00:00"),
    ],
)
def test_schedules(expression: str, expected: str) -> None:
    after = datetime(2026, 1, 31, 10, 0, 30, tzinfo=UTC)
    assert next_time(expression, after) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_intrinsics() -> None:
    document = {
        "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}, "Not": {"Fn::Not": [{"Condition": "Prod"}]}},
        "Mappings": {"M": {"dev": {"days": 3}}},
    }
    node = {
        "a": {"Fn::Sub": ["${Table.Arn}/${x}/${!y}/${AWS::Region}", {"x": {"Ref": "Stage"}}]},
        "b": {"Fn::If": ["Prod", 1, {"Ref": "AWS::NoValue"}]},
        "c": {"Fn::If": ["Not", ["dev"], ["prod"]]},
        "d": {"Fn::FindInMap": ["M", {"Ref": "Stage"}, "days"]},
        "e": {"Fn::Select": [1, {"Fn::Split": ["/", {"Fn::Join": ["/", ["p", "q"]]}]}]},
        "f": {"Fn::GetAtt": "Table.StreamArn"},
    }
    resolved = Resolver(document, {"Stage": "dev", "Table.Arn": "arn", "Table.StreamArn": "stream"}).resolve(node)
    assert resolved == {
        "a": "arn/dev/${y}/eu-central-1",
        "c": ["dev"],
        "d": 3,
        "e": "q",
        "f": "stream",
    }
    assert attributes_in(node) == {("Table", "Arn"), ("Table", "StreamArn")}
