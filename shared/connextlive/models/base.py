"""The table, and the few ways in which entities are read and written. Only files in this folder import from here."""

import os
import random
import re
import sys
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, ClassVar, Self, cast

from botocore.exceptions import ClientError
from pynamodb.attributes import Attribute, DiscriminatorAttribute, UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.constants import LIST, MAP, NUMBER, STRING
from pynamodb.exceptions import DeleteError, PynamoDBException
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from connextlive import dynamodb
from connextlive.errors import Invalid, NotFound

type Raw = dict[str, Any]

TABLE = os.environ.get("TABLE_NAME", "connextlive")
LOST_RACES = {
    "ConditionalCheckFailed",
    "ConditionalCheckFailedException",
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
}
_POSITION = re.compile(r"[\w:.#-]{1,200}", re.ASCII)
DEEPEST = 10_000  # items that an offset or a page may skip; a cursor goes on for ever
MOST_A_CALL = 10_000  # far more than fits into the megabyte that a Query hands out
RETRY_FOR = 10.0  # seconds; API Gateway gives up after 29


class Item(Model):
    """Anything in the table. `kind` says what it is, to the stream's filters above all."""

    class Meta:
        table_name = TABLE
        region = os.environ.get("AWS_REGION", "us-east-1")
        connect_timeout_seconds = 2
        read_timeout_seconds = 5
        max_retry_attempts = 3

    NAME: ClassVar[str] = "Item"
    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()

    @property
    def tenant_id(self) -> str:
        return self.pk.partition("#")[0]

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """The one connection: PynamoDB would build a client for each entity class."""
        if cls is not Item:
            return Item._get_connection()
        found = super()._get_connection()
        dynamodb.connect(found.connection)
        return found

    @classmethod
    def find(cls, pk: str, sk: str) -> Self | None:
        """The item as of now, or None."""
        return cast("Self | None", find_all([(pk, sk)])[0])


class MaybeText(Attribute["str | None"]):
    """A string, or nothing: PynamoDB's own attribute says `str` of both."""

    attr_type = STRING

    def __init__(self) -> None:
        super().__init__(null=True)


class Whole(Attribute[int]):
    """An integer that starts at 0."""

    attr_type = NUMBER

    def __init__(self) -> None:
        super().__init__(default=0)

    def serialize(self, value: int) -> str:
        return str(value)

    def deserialize(self, value: str) -> int:
        return int(value)


class Document(Attribute["dict[str, Any]"]):
    """Plain data in a map: cards that a list shows, settings, resolutions."""

    attr_type = MAP

    def serialize(self, value: dict[str, Any]) -> Raw:
        return typed(value)

    def deserialize(self, value: Raw) -> dict[str, Any]:
        return plain(value)


class MaybeDocument(Attribute["dict[str, Any] | None"]):
    """A document, or nothing."""

    attr_type = MAP

    def __init__(self) -> None:
        super().__init__(null=True)

    def serialize(self, value: dict[str, Any]) -> Raw:
        return typed(value)

    def deserialize(self, value: Raw) -> dict[str, Any]:
        return plain(value)


class Many(Attribute["list[Any]"]):
    """A list of plain data; empty where nothing was set."""

    attr_type = LIST

    def __init__(self) -> None:
        super().__init__(default=list)

    def serialize(self, value: list[Any]) -> list[Raw]:
        return [_typed(item) for item in value]

    def deserialize(self, value: list[Raw]) -> list[Any]:
        return list(map(plain_value, value))


INDEXES = {
    "all": "list_all",
    "by_state": "list_state",
    "by_owner": "list_owner",
    "by_owner_and_state": "list_owner_state",
}


def connection() -> Connection:
    """The connection beneath all entities, for what PynamoDB has no words for."""
    return Item._get_connection().connection


def transaction() -> TransactWrite:
    """A write of several items, all or none, committed when its `with` block ends without an exception."""
    return TransactWrite(connection=connection())


def find_all(keys: Sequence[tuple[str, str]]) -> list[Item | None]:
    """The items under (pk, sk) keys in the same order, None where there is none, in one strongly consistent call."""
    raw = {(item["pk"]["S"], item["sk"]["S"]): item for item in raw_items(keys)}
    return [Item.from_raw_data(raw[key]) if key in raw else None for key in keys]


def raw_items(keys: Iterable[tuple[str, str]], consistent: bool = True) -> list[Raw]:
    """The attribute maps under the keys, in no order, 100 a call."""
    wanted = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in dict.fromkeys(keys)]
    if len(wanted) == 1:
        request = {"TableName": TABLE, "Key": wanted[0], "ConsistentRead": consistent}
        item = connection().dispatch("GetItem", request).get("Item")
        return [item] if item else []
    found: list[Raw] = []
    delay = 0.02
    while wanted:
        batch, wanted = wanted[:100], wanted[100:]
        request = {"RequestItems": {TABLE: {"Keys": batch, "ConsistentRead": consistent}}}
        answer = connection().dispatch("BatchGetItem", request)
        found += answer["Responses"].get(TABLE, [])
        unprocessed = answer.get("UnprocessedKeys", {}).get(TABLE, {}).get("Keys", [])
        if unprocessed:
            time.sleep(random.uniform(0, delay))
            delay = min(delay * 2, 1)
            wanted = unprocessed + wanted
    return found


def query(
    pk: str,
    *,
    index: str | None = None,
    limit: int,
    newest_first: bool = False,
    prefix: str | None = None,
    after: str | None = None,
    before: str | None = None,
    fields: Sequence[str] = (),
    read: Callable[[bytes], Raw] | None = None,
    consistent: bool = True,
) -> list[Raw]:
    """Up to `limit` items of one partition of the table or of a list index, in order of the sort key.

    `prefix` keeps sort keys that begin with it; `after` and `before` are exclusive bounds of it, but `before` counts in
    where both are given (DynamoDB has no other range). DynamoDB hands out at most 1 MB at a time; the call is repeated
    until the limit or the end is reached. Items are attribute maps, or what `read` (a `Shape`'s) makes of them.
    """
    hash_name, range_name = (INDEXES[index], "listed") if index else ("pk", "sk")
    condition, values = "#pk = :pk", {":pk": {"S": pk}}
    names = {"#pk": hash_name}
    if prefix is not None or after is not None or before is not None:
        names["#sk"] = range_name
    if prefix is not None:
        condition += " AND begins_with(#sk, :prefix)"
        values[":prefix"] = {"S": prefix}
    elif after is not None and before is not None:
        # BETWEEN includes its ends; a character that no key contains makes the lower one exclusive.
        condition += " AND #sk BETWEEN :after AND :before"
        values |= {":after": {"S": after + "\x00"}, ":before": {"S": before}}
    elif after is not None:
        condition += " AND #sk > :after"
        values[":after"] = {"S": after}
    elif before is not None:
        condition += " AND #sk < :before"
        values[":before"] = {"S": before}
    request: Raw = {
        "TableName": TABLE,
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values,
        "ScanIndexForward": not newest_first,
    }
    if index:
        request["IndexName"] = index
    elif consistent:
        request["ConsistentRead"] = True
    if fields:
        names |= {f"#f{position}": field for position, field in enumerate(fields)}
        request["ProjectionExpression"] = ",".join(f"#f{position}" for position in range(len(fields)))
    request["ExpressionAttributeNames"] = names
    items: list[Raw] = []
    while len(items) < limit:
        request["Limit"] = min(limit - len(items), MOST_A_CALL)
        answer = dynamodb.query(connection(), request, read) if read else connection().dispatch("Query", request)
        items += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            break
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
    return items


def listed(raw: Iterable[Raw]) -> list[Raw]:
    """Values of listed items in their lists' order, the newest first."""
    return [plain(item) for item in sorted(raw, key=lambda item: str(item["listed"]["S"]), reverse=True)]


def is_past(total: int, **position: int) -> bool:
    """Whether a page begins behind a list's end; `offset=` or `page=` says how many items it skips. These are read, so
    that within the list no page may skip more than DEEPEST."""
    ((name, offset),) = position.items()
    if DEEPEST < offset < total:
        raise Invalid(**{name: f"Pages end {DEEPEST} items into the list; go on with the cursor"})
    return offset > DEEPEST


def length(counted: int, offset: int, page: tuple[list[Raw], str | None]) -> int:
    """A list's length: as it was counted, a moment after its writes, but no less than what a page of it shows."""
    found, following = page
    return max(counted, offset + len(found) + (following is not None)) if found else counted


def slice_found(found: list[Raw], limit: int, offset: int, cursor: str | None) -> tuple[list[Raw], str | None]:
    """A page of what a search found, under the same cursors as a list's."""
    if cursor:
        before = decode_cursor(cursor)
        found = [values for values in found if values["listed"] < before]
    page = found[offset : offset + limit]
    return page, encode_cursor(page[-1]["listed"]) if len(found) > offset + limit else None


def count(pk: str, *, index: str, after: str | None = None, before: str | None = None) -> int:
    """How many items stand between two sort keys of an index: they are read, so it costs what it counts."""
    return len(query(pk, index=index, limit=sys.maxsize, after=after, before=before, fields=("pk",)))


def optimistic[**P, R](change: Callable[P, R]) -> Callable[P, R]:
    """Runs a read-decide-write again whenever somebody else's write came in between."""

    @wraps(change)
    def until_undisturbed(*args: P.args, **kwargs: P.kwargs) -> R:
        deadline, delay = time.monotonic() + RETRY_FOR, 0.01
        while True:
            try:
                return change(*args, **kwargs)
            except (PynamoDBException, ClientError) as error:
                if not lost_race(error) or time.monotonic() > deadline:
                    raise
            time.sleep(random.uniform(0, delay))
            delay = min(delay * 2, 0.25)

    return until_undisturbed


@optimistic
def set_fields(pk: str, sk: str, fields: dict[str, str], only_if: dict[str, Any] | None = None) -> Raw | None:
    """Sets attributes (`visitor.seen_at` reaches into a map) of an item that exists and whose attributes are as
    `only_if` has them, and gives the whole item back. None says that it is not so; a transaction that holds the item at
    the moment says nothing."""
    expected = typed(only_if or {})
    conditions = ["attribute_exists(pk)", *(f"#{name} = :{name}" for name in expected)]
    paths = [".".join(f"#{part}" for part in name.split(".")) for name in fields]
    try:
        answer = connection().dispatch(
            "UpdateItem",
            {
                "TableName": TABLE,
                "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
                "UpdateExpression": "SET " + ", ".join(f"{path} = :v{n}" for n, path in enumerate(paths)),
                "ConditionExpression": " AND ".join(conditions),
                "ExpressionAttributeNames": {
                    f"#{part}": part for name in (*fields, *expected) for part in name.split(".")
                },
                "ExpressionAttributeValues": {f":v{n}": {"S": value} for n, value in enumerate(fields.values())}
                | {f":{name}": value for name, value in expected.items()},
                "ReturnValues": "ALL_NEW",
            },
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return None
        raise
    return cast("Raw", answer["Attributes"])


def delete_action(item: Any) -> Raw:
    """The part of a transaction that deletes an entity in the version that was read."""
    return {
        "Delete": {
            "Key": {"pk": {"S": item.pk}, "sk": {"S": item.sk}},
            "ConditionExpression": "version = :version",
            "ExpressionAttributeValues": {":version": {"N": str(item.version)}},
        }
    }


@optimistic
def delete_existing(item: Item, what: str) -> None:
    """Deletes an item, or says that there is none."""
    try:
        item.delete(condition=Item.pk.exists(), add_version_condition=False)
    except DeleteError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            raise NotFound(what) from error
        raise


def plain(raw: Raw) -> dict[str, Any]:
    """An attribute map as Python values: the whole translation a list needs, at a tenth of a model's cost an item."""
    return {name: value["S"] if "S" in value else plain_value(value) for name, value in raw.items()}


def typed(values: dict[str, Any]) -> Raw:
    """The opposite of `plain`; what is None is left out."""
    return {name: _typed(value) for name, value in values.items() if value is not None}


def _typed(value: Any) -> Raw:
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": repr(value)}
        case dict():
            return {"M": typed(value)}
        case None:
            return {"NULL": True}
        case _:
            return {"L": [_typed(item) for item in value]}


def plain_value(typed: Raw) -> Any:
    """An attribute's value, `{"S": …}` and so on, in Python."""
    # The frequent ones first; a look into a dict of one entry costs less than taking the entry out.
    if "S" in typed:
        return typed["S"]
    if "N" in typed:
        try:
            return int(typed["N"])
        except ValueError:
            return float(typed["N"])
    if "M" in typed:
        return plain(typed["M"])
    if "L" in typed:
        return list(map(plain_value, typed["L"]))
    return typed.get("BOOL")


def encode_cursor(position: str) -> str:
    """An opaque cursor for the sort key at which a page ended."""
    return urlsafe_b64encode(position.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """The sort key again. It only ever bounds a query of the caller's own partition, so a forged one gains nothing."""
    try:
        position = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (NotBase64, ValueError) as error:
        raise Invalid(cursor="Not a cursor of this list") from error
    if not _POSITION.fullmatch(position):
        raise Invalid(cursor="Not a cursor of this list")
    return position


def lost_race(error: Exception) -> bool:
    """Whether a write failed only because another one came first, so that reading again may succeed."""
    if isinstance(error, PynamoDBException):
        error = error.cause or error
    if not isinstance(error, ClientError):
        return False
    reasons = {reason.code for reason in getattr(error, "cancellation_reasons", ()) if reason}
    return (bool(reasons) and reasons <= LOST_RACES) or error.response["Error"]["Code"] in LOST_RACES


def transact(actions: list[Raw]) -> None:
    """A raw transaction, for what PynamoDB has no words for: up to 100 `Put`, `Update`, `Delete`, `ConditionCheck`."""
    for action in actions:
        next(iter(action.values()))["TableName"] = TABLE
    connection().dispatch("TransactWriteItems", {"TransactItems": actions})


def delete_all(keys: Iterable[tuple[str, str]]) -> None:
    """Deletes items unconditionally, 25 a call: for what is known to be nobody's any more."""
    write_all([{"DeleteRequest": {"Key": {"pk": {"S": pk}, "sk": {"S": sk}}}} for pk, sk in dict.fromkeys(keys)])


def write_all(requests: list[Raw]) -> None:
    """BatchWriteItem with the back-off that PynamoDB's own batch lacks."""
    delay = 0.02
    while requests:
        batch, requests = requests[:25], requests[25:]
        answer = connection().dispatch("BatchWriteItem", {"RequestItems": {TABLE: batch}})
        left = answer.get("UnprocessedItems", {}).get(TABLE, [])
        if left:
            time.sleep(random.uniform(0, delay))
            delay = min(delay * 2, 1)
            requests = left + requests
