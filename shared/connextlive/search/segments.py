"""The search index's storage: a log, and segments that it is merged into (docs/data-model.md#search).

Writers append the terms of texts to the log. A merger (`merging.py`) makes a segment of what is in the log: documents
get numbers, and chunks list for each term the numbers of the documents that contain it. The manifest names the segments
there are.
"""

import random
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from connextlive.core.ids import new_id
from connextlive.search import encoding
from connextlive.search.encoding import Chunk, Row
from connextlive.search.query import Document
from connextlive.table import calls, codec, items
from connextlive.table.codec import Values

KIND = "search"
HEAD = "a#"  # all that every search reads begins with it, the log before the manifest
LOG, MANIFEST, DIRECTORY = f"{HEAD}log#", f"{HEAD}manifest", f"{HEAD}segment#"
SLOTS = 48  # items of the log that are appended to
MERGED_AT = 10  # entries in one of them that call for a merge: by then they have half as many on average
MOST_APPENDED = 48  # entries of an item; further ones become items of their own
ALONE = 700  # bytes from which entries are an item of their own, because appending would cost as much
LONGEST_ITEM = 100_000  # bytes of entries in an item
FEW = 256  # documents of a segment of level 0
BLOCK = 256  # documents listed in an item
AT_ONCE = 100  # keys of a BatchGetItem


class Entry(NamedTuple):
    """A document and its terms, as the log has them."""

    document: Document
    terms: set[str]

    def packed(self) -> str:
        return "\n".join((f"{self.document.entity} {self.document.ulid}", *sorted(self.terms)))

    @classmethod
    def of(cls, packed: str) -> "Entry":
        name, *terms = packed.split("\n")
        entity, _, ulid = name.partition(" ")
        return cls(Document(ulid, entity), set(terms))


class Segment(NamedTuple):
    """A segment's number and level, and the range of its documents' blocks."""

    id: int
    level: int
    first: int
    end: int


@dataclass(slots=True)
class Manifest:
    """The segments there are, oldest first, and what a merger needs to know. `has_postings` tells whether the tenant
    still has postings in the form before segments, `rebuilt_since` from which segment on a rebuild wrote."""

    version: int = 0
    next_segment: int = 1
    next_block: int = 0
    segments: list[Segment] = field(default_factory=list)
    garbage: list[Segment] = field(default_factory=list)
    lease: float = 0
    has_postings: bool = True
    rebuilt_since: int | None = None
    rebuilt_up_to: str | None = None

    @classmethod
    def of(cls, values: Values) -> "Manifest":
        given = {name: values[name] for name in cls.__slots__ if name in values}
        lists = {name: [Segment(*one) for one in given[name]] for name in ("segments", "garbage")}
        return cls(**given | lists)

    @property
    def since(self) -> int:
        """The first segment of a rebuild that is going on, or that begins now."""
        return self.next_segment if self.rebuilt_since is None else self.rebuilt_since


def pk(tenant_id: str) -> str:
    """The partition of a tenant's index."""
    return f"{tenant_id}#find"


# ── The log ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def append(tenant_id: str, entries: Iterable[Entry]) -> bool:
    """Appends to the log; returns whether it has grown long enough to be merged."""
    appended = [_append(tenant_id, packed) for packed in _split(sorted(entry.packed() for entry in entries))]
    return any(appended)


def _split(packed: Iterable[str]) -> Iterator[list[str]]:
    """In parts that an item can hold."""
    part: list[str] = []
    size = 0
    for one in packed:
        size += len(one.encode())
        if part and size > LONGEST_ITEM:
            yield part
            part, size = [], len(one.encode())
        part.append(one)
    if part:
        yield part


def _append(tenant_id: str, packed: list[str]) -> bool:
    length = None
    if sum(len(one.encode()) for one in packed) < ALONE:
        length = _append_to_slot(pk(tenant_id), f"{LOG}{random.randrange(SLOTS):02}", packed)  # noqa: S311  # no secret
    if length is None:
        item = {"pk": pk(tenant_id), "sk": f"{LOG}{new_id('log')}", "kind": KIND, "stamp": new_id("s")}
        put(item | {"entries": packed}, "attribute_not_exists(pk)")
        # By chance, because nobody knows how many others there are: twice for each segment's worth.
        return random.random() < 2 * len(packed) / FEW  # noqa: S311  # no secret
    # Again with each fourth entry, in case that call was not heard.
    return length >= MERGED_AT and length % 4 < len(packed)


def _append_to_slot(partition: str, sk: str, packed: list[str]) -> int | None:
    """How many entries the item has now; None if it cannot take more."""
    # The stamp tells a merger whether an item is still the one it has read.
    request = {
        "TableName": calls.TABLE,
        "Key": codec.typed({"pk": partition, "sk": sk}),
        "UpdateExpression": "SET #e = list_append(if_not_exists(#e, :none), :new), #k = :kind, #s = :stamp",
        "ConditionExpression": "attribute_not_exists(pk) OR size(#e) < :most",
        "ExpressionAttributeNames": {"#e": "entries", "#k": "kind", "#s": "stamp"},
        "ExpressionAttributeValues": {
            ":none": {"L": []},
            **codec.typed({":new": packed, ":kind": KIND, ":stamp": new_id("s"), ":most": MOST_APPENDED}),
        },
        "ReturnValues": "UPDATED_NEW",
    }
    try:
        answer = calls.connection().dispatch("UpdateItem", request)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return None
    return len(answer["Attributes"]["entries"]["L"])


def put(item: Values, condition: str, **values: Any) -> None:
    request: Values = {"TableName": calls.TABLE, "Item": codec.typed(item), "ConditionExpression": condition}
    if values:
        request["ExpressionAttributeValues"] = codec.typed({f":{name}": value for name, value in values.items()})
    calls.connection().dispatch("PutItem", request)


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Stale(Exception):
    """The segments that were being read have been merged and deleted meanwhile."""


class View:
    """What a search sees of a tenant's index: the log's entries, and the manifest's segments, of which it reads the
    chunks and blocks that it needs."""

    def __init__(self, tenant_id: str, consistent: bool = False) -> None:
        self._pk = pk(tenant_id)
        log, manifest, separators = read_head(self._pk, consistent)
        self.is_migrated = manifest is not None and not manifest.has_postings
        self._log = [packed for item in log for packed in item["entries"]]
        # Newest first.
        self._segments = [(one.id, separators[one.id]) for one in reversed(manifest.segments if manifest else [])]
        self._chunks: dict[tuple[int, int], Chunk] = {}
        self._blocks: dict[int, list[Document | None]] = {}

    def prefetch(self, ranges: Iterable[tuple[str, bool]]) -> None:
        """Reads in one call the chunks that lookups will need, as far as one call can."""
        wanted = [self._keys(separators, *one) for one in ranges for _, separators in self._segments]
        ids = [number for _ in range(len(wanted)) for number, _ in self._segments][: len(wanted)]
        keys = [(number, place) for number, places in zip(ids, wanted, strict=True) for place in places]
        self._fetch(sorted(dict.fromkeys(keys), reverse=True)[:AT_ONCE])

    def look_up(self, prefix: str, limit: int, *, whole: bool = False) -> tuple[set[Document], bool]:
        """The documents with a term that starts with the prefix, or is it, and whether these are all: of more than the
        limit, those that were merged last."""
        # Entries are not taken apart: most of them do not have the term.
        begin, end = f"\n{prefix}", "\n" if whole else ""
        found = {Entry.of(packed).document for packed in self._log if f"{begin}{end}" in f"{packed}{end}"}
        numbers: list[int] = []
        is_all = True
        for position, (segment, separators) in enumerate(self._segments):
            places = self._keys(separators, prefix, whole)
            self._fetch([(segment, place) for place in places])
            chunks = (self._chunks[segment, place] for place in places)
            here = {n for chunk in chunks for at in chunk.matching(prefix, whole=whole) for n in chunk.documents(at)}
            numbers += sorted(here, reverse=True)
            if len(found) + len(numbers) >= limit:
                is_all = len(found) + len(numbers) == limit and position == len(self._segments) - 1
                break
        return found | self._documents(numbers[: max(0, limit - len(found))]), is_all

    def all(self) -> Iterator[tuple[str, Document]]:
        """Every term of every document."""
        for document, terms in map(Entry.of, self._log):
            yield from ((term, document) for term in terms)
        for segment, separators in self._segments:
            for row in rows_of(self._pk, segment, len(separators)):
                yield from ((row.term, document) for document in self._documents(row.documents))

    @staticmethod
    def _keys(separators: list[str], prefix: str, whole: bool) -> range:
        """Which chunks can have terms that start with the prefix, or are it."""
        last = prefix if whole else prefix + chr(sys.maxunicode)
        return range(max(0, bisect_left(separators, prefix) - 1), bisect_right(separators, last))

    def _fetch(self, keys: Iterable[tuple[int, int]]) -> None:
        wanted = {chunk_sk(*key): key for key in keys if key not in self._chunks}
        for sk, packed in self._packed(wanted).items():
            self._chunks[wanted[sk]] = Chunk(packed)

    def _documents(self, numbers: Iterable[int]) -> set[Document]:
        numbers = list(numbers)
        wanted = {block_sk(n // BLOCK): n // BLOCK for n in numbers if n // BLOCK not in self._blocks}
        for sk, packed in self._packed(wanted).items():
            self._blocks[wanted[sk]] = encoding.documents_of(packed)
        found = (self._blocks[number // BLOCK][number % BLOCK] for number in numbers)
        return {document for document in found if document}

    def _packed(self, sks: Iterable[str]) -> dict[str, str]:
        """What is under these keys. Another replica may have the manifest before it has what the manifest names."""
        wanted = set(sks)
        found: dict[str, str] = {}
        for consistent in (False, True):
            found |= contents(self._pk, wanted - found.keys(), consistent)
            if len(found) == len(wanted):
                return found
        raise Stale


def read_head(partition: str, consistent: bool) -> tuple[list[Values], Manifest | None, dict[int, list[str]]]:
    """The log's items, the manifest and each segment's separators, by one Query. The log comes first: what is merged
    while it is read is then in both, not in neither."""
    log, manifest, separators = [], None, {}
    for raw in items.query(partition, prefix=HEAD, limit=sys.maxsize, consistent=consistent):
        values = codec.plain(raw)
        if values["sk"] == MANIFEST:
            manifest = Manifest.of(values)
        elif values["sk"].startswith(LOG):
            log.append(values)
        else:
            lines = encoding.unpacked(values["separators"]).decode()
            separators[int(values["sk"].removeprefix(DIRECTORY))] = lines.split("\n")
    return log, manifest, separators


def contents(partition: str, sks: Iterable[str], consistent: bool) -> dict[str, str]:
    keys = [(partition, sk) for sk in sks]
    raw_items = items.raw_items(keys, consistent) if keys else []
    return {raw["sk"]["S"]: raw["packed"]["S"] for raw in raw_items}


def chunk_sk(segment: int, place: int) -> str:
    return f"c#{segment:08}#{place:06}"


def block_sk(number: int) -> str:
    return f"d#{number:010}"


def rows_of(partition: str, segment: int, chunks: int) -> Iterator[Row]:
    """All rows of a segment, read a few chunks at a time."""
    for some in batched(range(chunks), 16, strict=False):
        sks = [chunk_sk(segment, place) for place in some]
        found = contents(partition, sks, consistent=True)
        for sk in sks:
            yield from Chunk(found[sk]).rows()
