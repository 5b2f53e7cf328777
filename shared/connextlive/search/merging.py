"""Merging the search index's log into segments, and segments into larger ones (docs/data-model.md#search).

As soon as four segments are of one size, the next merge makes one of them, so each document is rewritten once per power
of four, and there are few segments to read.

A merger writes everything under new keys, and the manifest last, on the condition that nobody else has: that is the
moment at which the new segment takes the place of log and older segments. Only then is the log deleted, each item if
nothing was appended meanwhile. Whoever dies in between leaves entries that are merged again, which changes nothing
because a document is a text, or items that the next merger deletes.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from heapq import merge as merged
from itertools import batched, count, groupby
from operator import attrgetter, eq, gt

from botocore.exceptions import ClientError

from connextlive.search import encoding, postings
from connextlive.search.encoding import Row
from connextlive.search.query import Document
from connextlive.search.segments import (
    BLOCK,
    DIRECTORY,
    FEW,
    KIND,
    MANIFEST,
    Entry,
    Manifest,
    Segment,
    block_sk,
    chunk_sk,
    contents,
    pk,
    put,
    read_head,
    rows_of,
)
from connextlive.table import calls, codec, items, writes
from connextlive.table.codec import Values

FANOUT = 4  # segments of a level that become one of the next
TOP = 6  # level whose segments stay as they are: a million documents
CHUNK = 4_500  # bytes of a chunk before it is compressed, to about 4 KB as text: the unit of a read
LONGEST_LIST = 4_000  # documents of a term in one row
LEASE = 300  # seconds after which a merger counts as dead; the consumer's timeout

# Which of the documents changed since, each with the terms that are still right; none if the text is gone.
type Survey = Callable[[str, set[Document]], Mapping[Document, set[str]]]


def merge(tenant_id: str, survey: Survey, entries: Iterable[Entry] = (), up_to: str | None = None) -> bool:
    """Makes a segment of the log and of further entries, and merges it with others if there are enough. Returns False
    if somebody else is doing that. `up_to` is noted as the progress of a rebuild."""
    partition = pk(tenant_id)
    log, manifest, separators = read_head(partition, consistent=True)
    manifest = manifest or Manifest(has_postings=postings.exist(tenant_id))
    if manifest.lease > time.time():
        return False
    documents = _by_document([*(Entry.of(packed) for item in log for packed in item["entries"]), *entries])
    if not documents:
        return True
    blocks = [documents[start : start + BLOCK] for start in range(0, len(documents), BLOCK)]
    new = Segment(manifest.next_segment, _level(len(documents)), manifest.next_block, manifest.next_block + len(blocks))
    if not (manifest := _claim(partition, manifest, new)):
        return False
    for block, some in zip(count(new.first), blocks, strict=False):
        _put_packed(partition, [(block_sk(block), encoding.block(entry.document for entry in some))])
    level, older = _absorbed(manifest, new)
    rows: Iterable[Row] = _of_log(new.first * BLOCK, documents)
    if older:
        doubtful = _survey(tenant_id, survey, older)
        stored = (rows_of(partition, one.id, len(separators[one.id])) for one in older)
        rows = _without(doubtful, _joined(merged(*stored, rows, key=attrgetter("term"))))
    _write(partition, new.id, rows)
    whole = Segment(new.id, level, older[0].first if older else new.first, new.end)
    manifest.segments = [*(one for one in manifest.segments if one not in older), whole]
    manifest.garbage = [one._replace(first=0, end=0) for one in older]
    manifest.lease = 0
    manifest.rebuilt_up_to = up_to or manifest.rebuilt_up_to
    if not _save(partition, manifest):
        return False
    for item in log:
        _delete_unchanged(item)
    return True


def has_postings(tenant_id: str) -> bool:
    """Whether the tenant's index may still have postings in the form before segments."""
    manifest = read_head(pk(tenant_id), consistent=True)[1]
    return manifest.has_postings if manifest else postings.exist(tenant_id)


def begin_rebuild(tenant_id: str) -> str | None:
    """From now on new segments stay apart from older ones, which they will replace. Returns how far a rebuild came that
    did not end."""
    manifest = _changed(tenant_id, lambda manifest: replace(manifest, rebuilt_since=manifest.since))
    return manifest.rebuilt_up_to


def add(tenant_id: str, survey: Survey, entries: Sequence[Entry], up_to: str | None) -> None:
    """Makes a segment of entries that a rebuild has read, as soon as nobody else is merging."""
    while not merge(tenant_id, survey, entries, up_to):
        time.sleep(0.2)


def end_rebuild(tenant_id: str) -> None:
    """The new segments take the place of the older ones, and of all postings."""

    def without_older(manifest: Manifest) -> Manifest:
        older = [one for one in manifest.segments if one.id < manifest.since]
        newer = [one for one in manifest.segments if one.id >= manifest.since]
        return replace(
            manifest,
            segments=newer,
            garbage=manifest.garbage + older,
            has_postings=False,
            rebuilt_since=None,
            rebuilt_up_to=None,
        )

    for one in _changed(tenant_id, without_older).garbage:
        _delete_segment(pk(tenant_id), one)


def _changed(tenant_id: str, change: Callable[[Manifest], Manifest]) -> Manifest:
    """The manifest after a change, which waits for a merger that is at work."""
    while True:
        manifest = read_head(pk(tenant_id), consistent=True)[1] or Manifest(has_postings=postings.exist(tenant_id))
        changed = change(manifest)
        if manifest.lease < time.time() and _save(pk(tenant_id), changed):
            return changed
        time.sleep(0.2)


def _by_document(entries: Iterable[Entry]) -> list[Entry]:
    """One entry a document, oldest texts first."""
    terms: dict[Document, set[str]] = defaultdict(set)
    for entry in entries:
        terms[entry.document] |= entry.terms
    return [Entry(document, terms[document]) for document in sorted(terms)]


def _level(documents: int) -> int:
    return min(TOP, next(level for level in count() if documents < FEW * FANOUT ** (level + 1)))


def _claim(partition: str, manifest: Manifest, new: Segment) -> Manifest | None:
    """Reserves the new segment's numbers and the right to merge, and deletes what nobody refers to anymore. None if
    somebody else was first."""
    for one in manifest.garbage:
        _delete_segment(partition, one)
    # If this merger dies, the next one finds its segment among the garbage.
    manifest.garbage = [new]
    manifest.next_segment, manifest.next_block = new.id + 1, new.end
    manifest.lease = round(time.time() + LEASE, 3)
    return manifest if _save(partition, manifest) else None


def _save(partition: str, manifest: Manifest) -> bool:
    """Replaces the manifest that was read."""
    before, manifest.version = manifest.version, manifest.version + 1
    values = {name: getattr(manifest, name) for name in Manifest.__slots__}
    item = {"pk": partition, "sk": MANIFEST, "kind": KIND} | values
    try:
        if before:
            put(item, "version = :before", before=before)
        else:
            put(item, "attribute_not_exists(pk)")
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _absorbed(manifest: Manifest, new: Segment) -> tuple[int, list[Segment]]:
    """The level of the segment to be made, and the older ones that become part of it: the last ones of each level that
    has enough, from below. A rebuild's segments stay apart from those that it replaces."""
    level = new.level
    rest = [one for one in manifest.segments if one.id >= (manifest.rebuilt_since or 0)]
    taken: list[Segment] = []

    def take(several: int) -> None:
        nonlocal rest
        taken[:0] = rest[len(rest) - several :]
        rest = rest[: len(rest) - several]

    def last(of: Callable[[int], bool]) -> int:
        return next((n for n, one in enumerate(reversed(rest)) if not of(one.level)), len(rest))

    while True:
        take(last(partial(gt, level)))
        full = last(partial(eq, level))
        if level == TOP or full < FANOUT - 1:
            return level, taken
        take(full)
        level += 1


def _of_log(first: int, documents: Sequence[Entry]) -> list[Row]:
    """The rows of documents with consecutive numbers."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(documents, first):
        for term in entry.terms:
            found[term].append(number)
    return [Row(term, found[term]) for term in sorted(found)]


def _joined(rows: Iterable[Row]) -> Iterator[Row]:
    """One row a term. Rows of a term come in the order of their segments, hence of their documents."""
    for term, same in groupby(rows, key=attrgetter("term")):
        yield Row(term, [number for row in same for number in row.documents])


def _survey(tenant_id: str, survey: Survey, segments: Iterable[Segment]) -> dict[int, set[str]]:
    """The numbers of documents that changed, with the terms that are still right. Those that are gone are forgotten."""
    partition, doubtful = pk(tenant_id), {}
    for some in batched((block for one in segments for block in range(one.first, one.end)), 64, strict=False):
        sks = {block_sk(block): block for block in some}
        found = {sks[sk]: encoding.documents_of(packed) for sk, packed in contents(partition, sks, True).items()}
        changed = survey(tenant_id, {document for documents in found.values() for document in documents if document})
        for block, documents in found.items():
            left = [document if document is None or changed.get(document, True) else None for document in documents]
            if left != documents:
                _put_packed(partition, [(block_sk(block), encoding.block(left))])
            for number, document in enumerate(documents, block * BLOCK):
                if document is not None and document in changed:
                    doubtful[number] = changed[document]
    return doubtful


def _without(doubtful: Mapping[int, set[str]], rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        left = [number for number in row.documents if number not in doubtful or row.term in doubtful[number]]
        if left:
            yield Row(row.term, left)


def _write(partition: str, segment: int, rows: Iterable[Row]) -> None:
    """Writes a segment's chunks, and the directory that tells which terms are in which."""
    separators: list[str] = []
    last = ""
    for some in batched(_chunks(rows), 8, strict=False):
        numbered = list(enumerate(some, len(separators)))
        _put_packed(partition, [(chunk_sk(segment, place), encoding.chunk(rows)) for place, rows in numbered])
        for rows in some:
            separators.append(_separator(last, rows[0].term))
            last = rows[-1].term
    directory = {"pk": partition, "sk": f"{DIRECTORY}{segment:08}", "kind": KIND}
    put(directory | {"separators": encoding.packed("\n".join(separators).encode())}, "attribute_not_exists(pk)")


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    size, is_empty = 0, True
    for row in rows:
        is_empty = False
        for some in batched(row.documents, LONGEST_LIST, strict=False):
            chunk.append(Row(row.term, list(some)))
            size += len(row.term) + 2 * len(some)
            if size > CHUNK:
                yield chunk
                chunk, size = [], 0
    if chunk or is_empty:
        yield chunk or [Row("", [])]


def _separator(last: str, first: str) -> str:
    """The shortest text that is after the last term of a chunk and not after the first term of the next."""
    return next((first[:length] for length in range(1, len(first)) if first[:length] > last), first)


def _put_packed(partition: str, packed: Iterable[tuple[str, str]]) -> None:
    """Writes items under keys that only this merger has, or writes the same again."""
    requests = [{"pk": partition, "sk": sk, "kind": KIND, "packed": content} for sk, content in packed]
    writes.write_all([{"PutRequest": {"Item": codec.typed(item)}} for item in requests])


def _delete_unchanged(item: Values) -> None:
    """Deletes an item of the log, unless something was appended to it."""
    request = {
        "TableName": calls.TABLE,
        "Key": codec.typed({"pk": item["pk"], "sk": item["sk"]}),
        "ConditionExpression": "stamp = :stamp",
        "ExpressionAttributeValues": codec.typed({":stamp": item["stamp"]}),
    }
    try:
        calls.connection().dispatch("DeleteItem", request)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise


def _delete_segment(partition: str, segment: Segment) -> None:
    chunks = items.query(partition, prefix=f"c#{segment.id:08}#", limit=sys.maxsize, fields=("sk",), consistent=True)
    sks = [f"{DIRECTORY}{segment.id:08}", *(raw["sk"]["S"] for raw in chunks)]
    sks += [block_sk(block) for block in range(segment.first, segment.end)]
    writes.delete_all((partition, sk) for sk in sks)
