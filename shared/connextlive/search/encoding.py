"""How the search index's items are encoded: compressed, because their bytes are what they cost.

Documents are numbered in the order in which they were merged. A block lists the documents behind a range of numbers; a
chunk has a range of terms, each with the ascending numbers of the documents that contain it, as differences.
"""

import struct
import zlib
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from connextlive.search.query import Document


class Row(NamedTuple):
    """A term and documents that contain it."""

    term: str
    documents: list[int]


def packed(content: bytes) -> str:
    """Compressed, as text: DynamoDB's binary attributes are spelled differently by each encoder of JSON."""
    return b64encode(zlib.compress(content, 9)).decode()


def unpacked(text: str) -> bytes:
    return zlib.decompress(b64decode(text))


def block(documents: Iterable[Document | None]) -> str:
    """Documents with consecutive numbers; None leaves a gap."""
    lines = (f"{document.entity} {document.ulid}" if document else "" for document in documents)
    return packed("\n".join(lines).encode())


def documents_of(text: str) -> list[Document | None]:
    parts = (line.partition(" ") for line in unpacked(text).decode().split("\n"))
    return [Document(ulid, entity) if ulid else None for entity, _, ulid in parts]


def chunk(rows: Sequence[Row]) -> str:
    """Rows in the order of their terms."""
    lists = [bytes(_differences(row.documents)) for row in rows]
    terms = "\n".join(row.term for row in rows).encode()
    lengths = struct.pack(f"<II{len(rows)}H", len(rows), len(terms), *map(len, lists))
    return packed(b"".join((lengths, terms, *lists)))


class Chunk:
    """A chunk's terms, and on demand their documents."""

    def __init__(self, text: str) -> None:
        self._raw = unpacked(text)
        rows, length = struct.unpack_from("<II", self._raw)
        lengths = struct.unpack_from(f"<{rows}H", self._raw, 8)
        start = 8 + 2 * rows
        self.terms = self._raw[start : start + length].decode().split("\n")
        self._ends = list(accumulate(lengths, initial=start + length))

    def rows(self) -> Iterator[Row]:
        return (Row(term, self.documents(position)) for position, term in enumerate(self.terms))

    def documents(self, position: int) -> list[int]:
        """The documents of the term at a position."""
        number, found = 0, []
        for difference in _numbers(self._raw, self._ends[position], self._ends[position + 1]):
            number += difference
            found.append(number)
        return found

    def matching(self, prefix: str, *, whole: bool) -> Iterator[int]:
        """The positions of terms that start with the prefix, or are it."""
        for position in range(bisect_left(self.terms, prefix), len(self.terms)):
            term = self.terms[position]
            if not term.startswith(prefix) or (whole and term != prefix):
                return
            yield position


def _differences(numbers: Iterable[int]) -> Iterator[int]:
    before = 0
    for number in numbers:
        yield from _varint(number - before)
        before = number


def _varint(number: int) -> Iterator[int]:
    """Seven bits a byte, the lowest first; all but the last have the eighth set."""
    while number > 127:
        yield number & 127 | 128
        number >>= 7
    yield number


def _numbers(raw: bytes, start: int, end: int) -> list[int]:
    found, number, shift = [], 0, 0
    for byte in raw[start:end]:
        if byte < 128:
            found.append(number | byte << shift)
            number = shift = 0
        else:
            number |= (byte & 127) << shift
            shift += 7
    return found
