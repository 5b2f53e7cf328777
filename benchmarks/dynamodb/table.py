"""DynamoDB over a table in memory, in the time that DynamoDB takes: not longer in a larger partition.

ministack walks over the whole partition for each Query, about 0.05 ms an item, and needs 3.3 GB for a million items. So
tenants beyond its reach are measured on this table. It answers what `table/` asks, and nothing else; that it
answers as ministack does is shown by asking both, in every run of `make bench-scale`. Writes are ministack's own:
`LargeTable` lends it the items that one concerns.
"""

import math
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ClientError
from pynamodb.connection import Connection

from benchmarks.dynamodb.units import PARTITIONS, Key, keys_written, size_of, write_units

type Json = dict[str, Any]
type Load = Callable[[], Json]

MEGABYTE = 1 << 20  # that a Query reads at most, without the item that would exceed it


@dataclass
class Spent:
    """What requests cost: calls, and units by DynamoDB's rules."""

    calls: int = 0
    read: float = 0
    written: int = 0
    _turn: Lock = field(default_factory=Lock, repr=False, compare=False)

    def add(self, *, calls: int = 0, read: float = 0, written: int = 0) -> None:
        """Calls are made at the same time."""
        with self._turn:
            self.calls += calls
            self.read += read
            self.written += written


@dataclass
class Partition:
    """Items in the order of their sort keys. What is held is how to make an item, because a million are large."""

    keys: list[str] = field(default_factory=list)
    items: dict[str, Load] = field(default_factory=dict)
    is_sorted: bool = True

    def put(self, key: str, load: Load) -> None:
        if key not in self.items:
            self.keys.append(key)
            self.is_sorted = False
        self.items[key] = load

    def insert(self, key: str, load: Load) -> None:
        """Like `put`, for one among many that are in order already."""
        self._sort()
        if key not in self.items:
            insort(self.keys, key, key=str.encode)
        self.items[key] = load

    def remove(self, key: str) -> None:
        if self.items.pop(key, None):
            self.keys.pop(self.between(key, key)[0])

    def _sort(self) -> None:
        if not self.is_sorted:
            self.keys.sort(key=str.encode)
            self.is_sorted = True

    def between(self, first: str, last: str) -> tuple[int, int]:
        self._sort()
        low = bisect_left(self.keys, first.encode(), key=str.encode)
        return low, bisect_left(self.keys, last.encode(), key=str.encode)


class Table:
    """Takes the place of DynamoDB for as long as `answering` lasts."""

    def __init__(self) -> None:
        self._partitions: dict[tuple[str, str], Partition] = {}
        self.spent = Spent()
        self.rest_has_entities = False  # whether what is in a list is found by `rest`, too
        self.rest: Callable[[str], list[Json]] = lambda pk: []  # items of partitions that nobody put anything into

    def clear(self) -> None:
        self._partitions.clear()

    def put(self, item: Json) -> None:
        self.put_lazily(item, lambda: item)

    def put_lazily(self, keys: Json, load: Load) -> None:
        """Of `keys` only the attributes that are keys count; the whole item is made when it is read."""
        if not any(name in keys for name in PARTITIONS) or not self.rest_has_entities:
            self._partition("pk", keys["pk"]["S"]).put(keys["sk"]["S"], load)
        for name in PARTITIONS:
            if name in keys:
                self._partition(name, keys[name]["S"]).put(keys["listed"]["S"], load)

    def _partition(self, name: str, value: str) -> Partition:
        found = self._partitions.get((name, value))
        if found is None:
            found = self._partitions[name, value] = Partition()
        return found

    @contextmanager
    def answering(self) -> Any:
        from connextlive.table import orm

        def dispatch(_: Connection, operation: str, request: Json) -> Json:
            return self.dispatch(operation, request)

        with patch.object(Connection, "dispatch", dispatch), patch.object(orm, "read_query", orm.dispatched):
            yield self

    def dispatch(self, operation: str, request: Json) -> Json:
        self.spent.add(calls=1)
        match operation:
            case "GetItem":
                item = self._get(request["Key"])
                self.spent.add(read=_units([item], request))
                return {"Item": item} if item else {}
            case "BatchGetItem":
                ((name, asked),) = request["RequestItems"].items()
                items = [self._get(key) for key in asked["Keys"]]
                self.spent.add(read=sum(_units([item], asked) for item in items))
                return {"Responses": {name: [item for item in items if item]}}
            case "Query":
                return self._query(request)
            case "PutItem":
                return self._replace_item(request["Item"], request["Item"], request)
            case "DeleteItem":
                return self._replace_item(request["Key"], None, request)
            case "UpdateItem":
                return self._append(request)
            case "BatchWriteItem":
                ((_, requests),) = request["RequestItems"].items()
                for made in requests:
                    ((kind, part),) = made.items()
                    self._replace_item(part["Item" if kind == "PutRequest" else "Key"], part.get("Item"), {})
                return {}
            case _:
                raise ValueError(f"{operation} is none of the calls whose cost is known here")

    def _replace_item(self, key: Json, new: Json | None, request: Json) -> Json:
        old = self._get(key)
        self.spent.add(written=write_units(max(size_of(old), size_of(new))))
        if not _is_met(request, old):
            raise ClientError({"Error": {"Code": "ConditionalCheckFailedException", "Message": ""}}, "PutItem")
        partition = self._partition("pk", key["pk"]["S"])
        if old and not new:
            partition.remove(key["sk"]["S"])
        elif new:
            partition.insert(key["sk"]["S"], lambda: new)
        return {}

    def _append(self, request: Json) -> Json:
        """The one update that is measured here: of a list to which something is appended."""
        names = request["ExpressionAttributeNames"]
        values, key = request["ExpressionAttributeValues"], request["Key"]
        assert request["UpdateExpression"].startswith("SET #e = list_append(if_not_exists(#e, :none), :new), ")
        old = self._get(key) or {}
        entries = {"L": [*old.get(names["#e"], values[":none"])["L"], *values[":new"]["L"]]}
        others = dict(part.split(" = ") for part in request["UpdateExpression"].rpartition("), ")[2].split(", "))
        new = old | key | {names["#e"]: entries} | {names[name]: values[value] for name, value in others.items()}
        self._replace_item(key, new, request)
        return {"Attributes": {names["#e"]: entries}}

    def _get(self, key: Json) -> Json | None:
        load = self._read("pk", key["pk"]["S"]).items.get(key["sk"]["S"])
        return load() if load else None

    def _read(self, name: str, value: str) -> Partition:
        found = self._partitions.get((name, value))
        if found is None:
            found = Partition()
            for item in self.rest(value) if name == "pk" else ():
                found.put(item["sk"]["S"], partial(dict, item))
        return found

    def _query(self, request: Json) -> Json:
        names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
        range_name = "listed" if "IndexName" in request else "sk"
        partition = self._read(names["#pk"], values[":pk"]["S"])
        low, high = partition.between(*_bounds(request["KeyConditionExpression"], values))
        backwards = not request["ScanIndexForward"]
        start = request.get("ExclusiveStartKey")
        if start:
            position = partition.between("", start[range_name]["S"])[1]
            low, high = (low, position) if backwards else (position + 1, high)
        order = range(high - 1, low - 1, -1) if backwards else range(low, high)
        found: list[Json] = []
        size, is_all = 0, False
        for position in order:
            item = partition.items[partition.keys[position]]()
            size += size_of(item)
            if size > MEGABYTE:
                break
            found.append(item)
            if len(found) == request["Limit"]:
                break
        else:
            is_all = True
        self.spent.add(read=_units(found, request))
        fields = [name for alias, name in names.items() if alias.startswith("#f")]
        answer = {} if is_all else {"LastEvaluatedKey": {name: found[-1][name] for name in ("pk", "sk", range_name)}}
        return answer | {"Items": [{n: item[n] for n in fields if n in item} for item in found] if fields else found}


class LargeTable(Table):
    """Takes writes as well, with ministack's conditions and updates: each is made on ministack's own table, which
    holds nothing but the items that it concerns, for as long as it takes. Also the client of what looks at the table
    past the functions."""

    def __init__(self, client: Any, name: str) -> None:
        super().__init__()
        self._client, self._name = client, name
        self.rest_has_entities = True

    @contextmanager
    def answering(self) -> Any:
        real = Connection.dispatch

        def dispatch(connection: Connection, operation: str, request: Json) -> Json:
            if operation in ("GetItem", "BatchGetItem", "Query"):
                return self.dispatch(operation, request)
            with self._lent(keys_written(operation, request)):
                return real(connection, operation, request)

        with patch.object(Connection, "dispatch", dispatch):
            yield self

    @contextmanager
    def _lent(self, keys: Sequence[Key]) -> Iterator[None]:
        held = {key: self._get({"pk": {"S": key[0]}, "sk": {"S": key[1]}}) for key in keys}
        for item in filter(None, held.values()):
            self._client.put_item(TableName=self._name, Item=item)
        try:
            yield
        finally:
            for (pk, sk), old in held.items():
                key = {"pk": {"S": pk}, "sk": {"S": sk}}
                new = self._client.get_item(TableName=self._name, Key=key).get("Item")
                self._replace(pk, sk, old, new)
                self._client.delete_item(TableName=self._name, Key=key)

    def _replace(self, pk: str, sk: str, old: Json | None, new: Json | None) -> None:
        own = self._partitions.setdefault(("pk", pk), self._read("pk", pk))
        if old:
            own.remove(sk)
            for name in PARTITIONS:
                if name in old:
                    self._partition(name, old[name]["S"]).remove(old["listed"]["S"])
        if new:
            own.insert(sk, lambda: new)
            for name in PARTITIONS:
                if name in new:
                    self._partition(name, new[name]["S"]).insert(new["listed"]["S"], lambda: new)

    def batch_get_item(self, RequestItems: Json) -> Json:  # botocore's names
        return self.dispatch("BatchGetItem", {"RequestItems": RequestItems})

    def query(self, **request: Any) -> Json:
        return self.dispatch("Query", request)

    def update_item(self, **request: Any) -> None:
        with self._lent(keys_written("UpdateItem", request)):
            self._client.update_item(**request)


def _is_met(request: Json, old: Json | None) -> bool:
    """Whether an item meets a condition; those are known that are made of these three."""
    names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
    for condition in request.get("ConditionExpression", "attribute_not_exists(pk)" if not old else "").split(" OR "):
        left, _, right = condition.partition(" < " if "size(" in condition else " = ")
        if condition == "":
            return True
        if condition == "attribute_not_exists(pk)":
            met = not old
        elif condition.startswith("size("):
            element = (old or {}).get(names.get(left[5:-1], left[5:-1]))
            met = element is not None and len(element["L"]) < int(values[right]["N"])
        else:
            met = (old or {}).get(names.get(left, left)) == values[right]
        if met:
            return True
    return False


def _bounds(condition: str, values: Json) -> tuple[str, str]:
    """The first sort key and the one behind the last."""
    end = chr(0x10FFFF) * 4
    if ":prefix" in values:
        return values[":prefix"]["S"], values[":prefix"]["S"] + end
    if "BETWEEN" in condition:
        return values[":after"]["S"], values[":before"]["S"] + "\x00"
    if ":after" in values:
        return values[":after"]["S"] + "\x00", end
    return "", values[":before"]["S"] if ":before" in values else end


def _units(items: Iterable[Json | None], request: Json) -> float:
    size = sum(map(size_of, items))
    return max(1, math.ceil(size / 4096)) * (1 if request.get("ConsistentRead") else 0.5)
