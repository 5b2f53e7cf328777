"""What DynamoDB bills for a call, by its rules: units of items read and written, and of their index entries."""

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

type Json = dict[str, Any]
type Key = tuple[str, str]

PARTITIONS = ("list_state", "list_owner_state")  # of the two indexes
STAND_INS = (
    (re.compile(r"\bten_\w{26}"), "T"),
    (re.compile(r"(#mail#\w+#).+"), r"\1…"),
    (re.compile(r"\b([a-z]{2,5})_[0-9A-Z]{26}"), r"<\1>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.]+Z"), "<time>"),
    (re.compile(r"[\w.]+@[\w.]+"), "<email>"),
    (re.compile(r"(#budget#)\d{4}-\d\d-\d\d"), r"\1<day>"),
    (re.compile(r"(#find#\w+#).+"), r"\1…"),
    (re.compile(r"\b127\.0\.0\.1\b"), "<address>"),
)


@dataclass
class Cost:
    """What one invocation did: its calls in words, and the units they take."""

    calls: list[str] = field(default_factory=list)
    spans: list[tuple[float, float]] = field(default_factory=list)  # of the calls: when each began and ended
    read: float = 0
    written: int = 0
    indexed: int = 0
    seconds: float = 0
    elsewhere: Counter[str] = field(default_factory=Counter)  # calls of other services, by operation

    @property
    def in_a_row(self) -> int:
        """How many of the calls waited for each other: the most of which each began after the one before had ended."""
        number, ended = 0, float("-inf")
        for begin, end in sorted(self.spans, key=lambda span: span[1]):
            if begin >= ended:
                number, ended = number + 1, end
        return number

    @property
    def units(self) -> Json:
        written = f"{self.written} + {self.indexed}" if self.indexed else f"{self.written}"
        return {"calls": str(len(self.calls)), "row": str(self.in_a_row), "read": f"{self.read:g}", "written": written}


def size_of(item: Json | None) -> int:
    """An item's size as DynamoDB counts it: names and values, without its own overhead."""
    return sum(len(name.encode()) + _value_size(*next(iter(value.items()))) for name, value in (item or {}).items())


def _value_size(tag: str, value: Any) -> int:
    match tag:
        case "S":
            return len(value.encode())
        case "N":
            return 1 + ("-" in value) + _pairs_of_digits(value.strip("-"))
        case "M":
            return 3 + len(value) + size_of(value)
        case "L":
            return 3 + len(value) + sum(_value_size(*next(iter(element.items()))) for element in value)
        case _:
            return 1


def _pairs_of_digits(number: str) -> int:
    """How many there are, counted from the decimal point, between the first and the last that is not 00."""
    whole, _, fraction = number.partition(".")
    digits = "0" * (len(whole) % 2) + whole + fraction + "0" * (len(fraction) % 2)
    places = [place for place, digit in enumerate(digits) if digit != "0"]
    return places[-1] // 2 - places[0] // 2 + 1 if places else 0


def read_units(items: list[Json | None], request: Json) -> float:
    return max(1, math.ceil(sum(map(size_of, items)) / 4096)) * (1 if request.get("ConsistentRead") else 0.5)


def write_units(size: int) -> int:
    return max(1, math.ceil(size / 1024))


def index_units(old: Json | None, new: Json | None, partition: str) -> int:
    """An index entry that moves is deleted and written; one that stays is overwritten if anything changed."""
    places = [item and partition in item and (item[partition], item["listed"]) for item in (old, new)]
    if old == new:
        return 0
    if places[0] == places[1]:
        return write_units(max(size_of(old), size_of(new))) if places[0] else 0
    return sum(write_units(size_of(item)) for item, place in zip((old, new), places, strict=True) if place)


def key_of(item: Json) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def keys_written(operation: str, request: Json) -> list[Key]:
    """Of the items that an operation writes, or makes its writes depend on."""
    match operation:
        case "PutItem" | "UpdateItem" | "DeleteItem":
            found = [request.get("Item") or request["Key"]]
        case "TransactWriteItems":
            parts = [part for action in request["TransactItems"] for part in action.values()]
            found = [part.get("Item") or part["Key"] for part in parts]
        case "BatchWriteItem":
            parts = [part for requests in request["RequestItems"].values() for r in requests for part in r.values()]
            found = [part.get("Item") or part["Key"] for part in parts]
        case _:
            found = []
    return [key_of(item) for item in found]


def in_words(operation: str, request: Json, written: list[Key]) -> str:
    keys = written
    if operation == "Query":
        values = request["ExpressionAttributeValues"]
        words = f"`{request['IndexName']}` " if "IndexName" in request else ""
        prefix = (
            f" / {anonymous(values[':prefix']['S'])}…" if ":prefix" in values and "#find#" not in str(values) else ""
        )
        return f"Query {words}`{anonymous(values[':pk']['S'])}{prefix}`"
    if operation == "GetItem":
        keys = [key_of(request["Key"])]
    elif operation == "BatchGetItem":
        (asked,) = request["RequestItems"].values()
        keys = [key_of(item) for item in asked["Keys"]]
    # Postings differ in their words only.
    shown = Counter(anonymous(pk) if "#find" in pk else f"{anonymous(pk)} / {anonymous(sk)}" for pk, sk in keys)
    return f"{operation} " + ", ".join(f"`{key}`" + (f" × {n}" if n > 1 else "") for key, n in shown.items())


def anonymous(key: str) -> str:
    for pattern, replacement in STAND_INS:
        key = pattern.sub(replacement, key)
    return key
