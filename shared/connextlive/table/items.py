"""Reads: items by key, and ranges of a partition."""

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from connextlive.aws.transport import jitter
from connextlive.core.environment import environment
from connextlive.table.calls import TABLE, connection, get_item
from connextlive.table.codec import AttributeMap, Values

if TYPE_CHECKING:
    from connextlive.table.orm import Item

IN_VAIN = 10.0  # seconds, as long as a call takes at most
UNDONE: Any = {"Code": "ProvisionedThroughputExceededException", "Message": "All of the batch was left undone"}
ALL = sys.maxsize  # instead of a limit
MOST_A_CALL = 10_000  # far more than the megabyte that a Query returns
INDEXES = {
    "all": "list_all",
    "by_state": "list_state",
    "by_owner": "list_owner",
    "by_owner_and_state": "list_owner_state",
}
# Of a table that has not been migrated, where visitors and their connections were listed in the other two.
HAS_OLD_INDEXES = environment.old_list_indexes == "both"


def find_all(keys: Sequence[tuple[str, str]]) -> list["Item | None"]:
    """The items under (pk, sk) keys in the same order, None if missing, in one strongly consistent call."""
    from connextlive.table.orm import Item  # whoever has an entity has imported it

    raw = {(item["pk"]["S"], item["sk"]["S"]): item for item in raw_items(keys)}
    return [Item.from_raw_data(raw[key]) if key in raw else None for key in keys]


def raw_items(keys: Iterable[tuple[str, str]], consistent: bool = True) -> list[AttributeMap]:
    """The attribute maps under the keys, unordered, 100 per call."""
    keys = list(dict.fromkeys(keys))
    if len(keys) == 1:
        item = get_item(*keys[0], consistent)
        return [item] if item else []
    wanted = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys]
    found: list[AttributeMap] = []
    backoff = Backoff("BatchGetItem")
    while wanted:
        batch, wanted = wanted[:100], wanted[100:]
        request = {"RequestItems": {TABLE: {"Keys": batch, "ConsistentRead": consistent}}}
        answer = connection().dispatch("BatchGetItem", request)
        found += answer["Responses"].get(TABLE, [])
        unprocessed = answer.get("UnprocessedKeys", {}).get(TABLE, {}).get("Keys", [])
        backoff.after(len(batch), len(unprocessed))
        wanted = unprocessed + wanted
    return found


class Backoff:
    """Waits longer and longer while DynamoDB leaves parts of a batch undone, which it does instead of failing. Gives up
    like a throttled call if nothing of it is done for IN_VAIN."""

    def __init__(self, operation: str) -> None:
        self._operation, self._delay, self._progressed_at = operation, 0.02, time.monotonic()

    def after(self, asked: int, undone: int) -> None:
        """Returns at once if nothing was left undone."""
        if undone < asked:
            self._progressed_at = time.monotonic()
        if not undone:
            return
        if time.monotonic() - self._progressed_at > IN_VAIN:
            raise ClientError({"Error": UNDONE}, self._operation)
        time.sleep(jitter(self._delay))
        self._delay = min(self._delay * 2, 1)


def query(
    pk: str,
    *,
    index: str | None = None,
    limit: int,
    newest_first: bool = False,
    prefix: str | None = None,
    after: str | None = None,
    before: str | None = None,
    fields: tuple[str, ...] = (),
    read: Callable[[bytes], Values] | None = None,
    consistent: bool = True,
) -> list[AttributeMap]:
    """Up to `limit` items of one partition of the table or an index, in order of the sort key.

    `prefix` selects sort keys that start with it; `after` and `before` are exclusive bounds, but `before` is inclusive
    if both are given (DynamoDB has no other range). DynamoDB returns at most 1 MB per call; the call is repeated until
    the limit or the end. Items are attribute maps, or the result of `read` (a `Shape`'s).
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
        # BETWEEN is inclusive; appending a character that no key contains makes the lower bound exclusive.
        condition += " AND #sk BETWEEN :after AND :before"
        values |= {":after": {"S": after + "\x00"}, ":before": {"S": before}}
    elif after is not None:
        condition += " AND #sk > :after"
        values[":after"] = {"S": after}
    elif before is not None:
        condition += " AND #sk < :before"
        values[":before"] = {"S": before}
    request: Values = {
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
        named, request["ProjectionExpression"] = _projection(fields)
        names |= named
    request["ExpressionAttributeNames"] = names
    items: list[AttributeMap] = []
    while len(items) < limit:
        request["Limit"] = min(limit - len(items), MOST_A_CALL)
        answer = _read(request, read) if read else connection().dispatch("Query", request)
        items += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            break
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
    return items


@cache
def _projection(fields: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """Names for the fields, and the expression that asks for them: of a list, the same for each of its partitions."""
    names = {f"#f{position}": field for position, field in enumerate(fields)}
    return names, ",".join(names)


def _read(request: Values, read: Callable[[bytes], Values]) -> Values:
    from connextlive.table import orm  # whoever has a shape has imported it

    return orm.read_query(orm.connection(), request, read)
