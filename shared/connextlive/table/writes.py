"""Writes that PynamoDB does not support, and optimistic locking."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError, ClientError

from connextlive.aws import transport
from connextlive.core.errors import NotFound
from connextlive.table.calls import TABLE, connection, is_own
from connextlive.table.codec import Action, AttributeMap, typed
from connextlive.table.items import Backoff

if TYPE_CHECKING:
    from connextlive.table.orm import Item

LOST_RACES = {
    "ConditionalCheckFailed",
    "ConditionalCheckFailedException",
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
}
RETRY_FOR = 10.0  # seconds; API Gateway gives up after 29


def optimistic[**P, R](change: Callable[P, R]) -> Callable[P, R]:
    """Retries a read-decide-write if another write came in between."""

    @wraps(change)
    def until_undisturbed(*args: P.args, **kwargs: P.kwargs) -> R:
        deadline, delay = time.monotonic() + RETRY_FOR, 0.01
        while True:
            try:
                return change(*args, **kwargs)
            except Exception as error:
                if not lost_race(error) or time.monotonic() > deadline:
                    raise
            time.sleep(transport.jitter(delay))
            delay = min(delay * 2, 0.25)

    return until_undisturbed


def lost_race(error: Exception) -> bool:
    """Whether a write failed only because another one came first, so that a retry may succeed."""
    cause = _of_aws(error)
    if not isinstance(cause, ClientError):
        return False
    reasons = transport.cancellation_reasons(cause)
    if reasons:
        return bool(reasons & LOST_RACES) and reasons <= LOST_RACES | transport.THROTTLED_REASONS
    return cause.response["Error"]["Code"] in LOST_RACES


def condition_failed(error: Exception) -> bool:
    """Whether a write came too late for its condition. Other lost races, conflicts between transactions, say nothing of
    what there is: a retry may succeed."""
    cause = _of_aws(error)
    if not isinstance(cause, ClientError):
        return False
    codes = transport.cancellation_reasons(cause) or {cause.response["Error"]["Code"]}
    return bool(codes & {"ConditionalCheckFailed", "ConditionalCheckFailedException"})


def is_passing(error: Exception) -> bool:
    """Whether what made a call fail, after all its retries, passes: throttling, an unreachable service, other writes
    that came first each time."""
    cause = _of_aws(error)
    return cause is not None and (transport.is_passing(cause) or lost_race(cause))


@contextmanager
def dispensable() -> Iterator[None]:
    """For a call after a request's work: if it fails in a way that passes, the request has succeeded all the same. Who
    is told otherwise does it again."""
    try:
        yield
    except Exception as error:
        if not is_passing(error):
            raise


def _of_aws(error: BaseException | None) -> ClientError | BotoCoreError | None:
    """The error as AWS or the connection gave it, inside PynamoDB's."""
    error = getattr(error, "cause", error)
    if isinstance(error, ClientError) and isinstance(error.__cause__, ClientError):
        error = error.__cause__  # PynamoDB's, which names the table but not the status
    return error if isinstance(error, (ClientError, BotoCoreError)) else None


@optimistic
def set_fields(
    pk: str,
    sk: str,
    fields: Mapping[str, Any],
    only_if: Mapping[str, Any] | None = None,
    *,
    unless_in: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
    not_after: Mapping[str, str] | None = None,
    drop: Sequence[str] = (),
    is_new_version: bool = False,
) -> AttributeMap | None:
    """Sets attributes of an existing item and returns it; None if a condition does not hold: attributes that match
    `only_if`, are lists without the element in `unless_in`, are greater than in `after`, or are neither that nor equal
    in `not_after`. `drop` names attributes to remove. `used.x` is the entry `x` of the map `used`."""
    conditions, values = ["attribute_exists(pk)"], typed({f":v{n}": value for n, value in enumerate(fields.values())})
    for sign, expected in (("=", only_if), (">", after), ("<", not_after)):
        for name, value in typed(dict(expected or {})).items():
            condition = f"#{name} {sign} :{name}"
            conditions.append(condition if sign != "<" else f"(attribute_not_exists(#{name}) OR {condition})")
            values[f":{name}"] = value
    for name, element in typed(dict(unless_in or {})).items():
        conditions.append(f"NOT contains(#{name}, :{name})")
        values[f":{name}"] = element
    paths = ("#" + name.replace(".", ".#") for name in fields)
    change = "SET " + ", ".join(f"{path} = :v{n}" for n, path in enumerate(paths))
    if drop:
        change += " REMOVE " + ", ".join(f"#{name}" for name in drop)
    if is_new_version:
        change += " ADD version :one"
        values[":one"] = {"N": "1"}
    named = {*".".join(fields).split("."), *drop, *(only_if or ()), *(unless_in or ()), *(after or ())}
    named |= {*(not_after or ())}
    try:
        answer = connection().dispatch(
            "UpdateItem",
            {
                "TableName": TABLE,
                "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
                "UpdateExpression": change,
                "ConditionExpression": " AND ".join(conditions),
                "ExpressionAttributeNames": {f"#{name}": name for name in named},
                "ExpressionAttributeValues": values,
                "ReturnValues": "ALL_NEW",
            },
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return None
        raise
    return cast("AttributeMap", answer["Attributes"])


def delete_action(item: Any) -> Action:
    """The part of a transaction that deletes an entity in the version that was read."""
    return {
        "Delete": {
            "Key": {"pk": {"S": item.pk}, "sk": {"S": item.sk}},
            "ConditionExpression": "version = :version",
            "ExpressionAttributeValues": {":version": {"N": str(item.version)}},
        }
    }


def exists_action(pk: str, sk: str) -> Action:
    """The part of a transaction that depends on an item's existence."""
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    return {"ConditionCheck": {"Key": key, "ConditionExpression": "attribute_exists(pk)"}}


@optimistic
def delete_existing(item: "Item", what: str, also: Sequence[Action] = ()) -> None:
    """Deletes an item, in whatever version, and does `also` what else belongs to the transaction; NotFound if there is
    none."""
    key = {"pk": {"S": item.pk}, "sk": {"S": item.sk}}
    request = {"TableName": TABLE, "Key": key, "ConditionExpression": "attribute_exists(pk)"}
    try:
        if also:
            transact([{"Delete": request}, *also])
        else:
            connection().dispatch("DeleteItem", request)
    except ClientError as error:
        if condition_failed(error):
            raise NotFound(what) from error
        raise


@optimistic
def delete_if(pk: str, sk: str, **still: str) -> bool:
    """Deletes an item whose attributes are still these; whether it did."""
    try:
        connection().dispatch(
            "DeleteItem",
            {
                "TableName": TABLE,
                "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
                "ConditionExpression": " AND ".join(f"#{name} = :{name}" for name in still),
                "ExpressionAttributeNames": {f"#{name}": name for name in still},
                "ExpressionAttributeValues": {f":{name}": {"S": value} for name, value in still.items()},
            },
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True


def put(values: Mapping[str, object]) -> None:
    """Stores an item unconditionally: what nobody else writes, and nobody changes."""
    connection().dispatch("PutItem", {"TableName": TABLE, "Item": typed(values)})


def create_action(values: Mapping[str, object]) -> Action:
    """The part of a transaction that stores a new item."""
    return {"Put": {"Item": typed(values), "ConditionExpression": "attribute_not_exists(pk)"}}


@optimistic
def put_new(values: Mapping[str, object]) -> bool:
    """Stores an item unless there is one under its key; whether it did."""
    request = {"TableName": TABLE, "ReturnValuesOnConditionCheckFailure": "ALL_OLD", **create_action(values)["Put"]}
    try:
        connection().dispatch("PutItem", request)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return is_own(error, request["Item"])
        raise
    return True


def replace(item: Any) -> None:
    """Stores an entity as it is, if its version is still the one that was read, and leaves it that version."""
    version = {":version": {"N": str(item.version)}}
    request = {"TableName": TABLE, "Item": item.serialize(), "ExpressionAttributeValues": version}
    connection().dispatch("PutItem", request | {"ConditionExpression": "version = :version"})


def transact(actions: list[Action]) -> None:
    """A raw transaction of up to 100 `Put`, `Update`, `Delete` and `ConditionCheck`."""
    for action in actions:
        next(iter(action.values()))["TableName"] = TABLE
    connection().dispatch("TransactWriteItems", {"TransactItems": actions})


def delete_all(keys: Iterable[tuple[str, str]]) -> None:
    """Deletes items unconditionally, 25 per call: for data that nobody owns anymore."""
    write_all([{"DeleteRequest": {"Key": {"pk": {"S": pk}, "sk": {"S": sk}}}} for pk, sk in dict.fromkeys(keys)])


def write_all(requests: list[Action]) -> None:
    """BatchWriteItem with the backoff that PynamoDB's own batch lacks."""
    backoff = Backoff("BatchWriteItem")
    while requests:
        batch, requests = requests[:25], requests[25:]
        answer = connection().dispatch("BatchWriteItem", {"RequestItems": {TABLE: batch}})
        left = answer.get("UnprocessedItems", {}).get(TABLE, [])
        backoff.after(len(batch), len(left))
        requests = left + requests
