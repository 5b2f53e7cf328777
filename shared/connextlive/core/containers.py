"""The contents of container files: the streams of OLE2 (Office before 2007, or encrypted since) and the entries of
zips. Only what is requested is unpacked, and no offset in a file is followed beyond its end."""

import struct
import zlib
from collections.abc import Iterator

OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
LOCAL, CENTRAL = b"PK\3\4", b"PK\1\2"  # signatures of a zip's local and central directory headers
MOST_NAMES = 10_000  # entries that are examined; Office files have dozens
NONE = 0xFFFFFFFF  # OLE2: no entry; zip: the number is in the ZIP64 field
LAST_SECTOR = 0xFFFFFFFA  # OLE2: numbers from here on mean "none"


def ole2_streams(content: bytes) -> set[str] | None:
    """The names of an OLE2 file's root entries, in lower case, as the format compares them; None if its directory is
    unreadable."""
    try:
        directory = _directory(content)
        _, _, _, child = _ole2_entry(directory, 0)
        names: set[str] = set()
        waiting, seen = [child], {NONE}
        while waiting:
            number = waiting.pop()
            if number in seen or len(seen) > MOST_NAMES:
                continue
            seen.add(number)
            name, left, right, _ = _ole2_entry(directory, number)
            names.add(name.lower())
            waiting += [left, right]
    except (struct.error, IndexError, UnicodeDecodeError):
        return None
    return names


def _directory(content: bytes) -> bytes:
    """The sectors of the directory, assembled by following the sector table (FAT)."""
    (shift,) = struct.unpack_from("<H", content, 30)
    if shift not in (9, 12):
        raise IndexError
    size = 1 << shift
    numbers = size // 4

    def sector(number: int) -> tuple[int, ...]:
        return struct.unpack_from(f"<{numbers}I", content, (number + 1) * size)

    (first,) = struct.unpack_from("<I", content, 48)
    # The sectors of the table itself: 109 are in the header, those of large files in a chain.
    (more,) = struct.unpack_from("<I", content, 68)
    tables = list(struct.unpack_from("<109I", content, 76))
    while more < LAST_SECTOR and len(tables) * size <= len(content):
        *places, more = sector(more)
        tables += places
    found = b""
    table: dict[int, tuple[int, ...]] = {}
    for _ in range(MOST_NAMES * 128 // size):
        if first >= LAST_SECTOR:
            break
        found += content[(first + 1) * size : (first + 2) * size]
        place = tables[first // numbers]
        if place not in table:
            table[place] = sector(place)
        first = table[place][first % numbers]
    return found


def _ole2_entry(directory: bytes, number: int) -> tuple[str, int, int, int]:
    """Name, left and right sibling and child of a directory entry."""
    entry = directory[number * 128 : number * 128 + 128]
    length, _, _, left, right, child = struct.unpack_from("<HBBIII", entry, 64)
    return entry[: min(max(length - 2, 0), 62)].decode("utf-16-le"), left, right, child


class Zip:
    """The entries of a zip by name, in lower case and with slashes; the beginning of each can be read."""

    def __init__(self, content: bytes, entries: dict[str, tuple[int, int, int]]) -> None:
        self._content, self._entries = content, entries

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def read(self, name: str, most: int = 1024 * 1024) -> bytes:
        """The beginning of an entry; empty if it does not exist or is unreadable."""
        method, packed, start = self._entries.get(name, (0, 0, 0))
        if self._content[start : start + 4] != LOCAL or len(self._content) < start + 30:
            return b""
        name_length, extra_length = struct.unpack_from("<HH", self._content, start + 26)
        start += 30 + name_length + extra_length
        data = self._content[start : start + packed]
        try:
            return zlib.decompressobj(-15).decompress(data, most) if method == 8 else data[:most]
        except zlib.error:
            return b""


def read_zip(content: bytes) -> Zip | None:
    """Reads a zip, whatever precedes it; None if the directory at its end is unreadable."""
    end = content.rfind(b"PK\5\6", max(0, len(content) - 0x10000 - 22))
    if end < 0 or len(content) < end + 22:
        return None
    size, place = struct.unpack_from("<II", content, end + 12)
    if NONE in (size, place) and content[max(0, end - 20) : end - 16] == b"PK\6\7":  # ZIP64
        end = content.rfind(b"PK\6\6", 0, end)
        if end < 0 or len(content) < end + 56:
            return None
        size, place = struct.unpack_from("<QQ", content, end + 40)
    # The directory is directly before the end record, whatever precedes the zip; otherwise at its recorded offset.
    for start in (end - size, place):
        if start >= 0 and (size == 0 or content[start : start + 4] == CENTRAL):
            return Zip(content, dict(_entries(content[start : start + size], start - place)))
    return None


def read_cut_zip(content: bytes) -> Zip:
    """Recovers a truncated zip: the entries found by their own headers."""
    entries: dict[str, tuple[int, int, int]] = {}
    place = content.find(LOCAL)
    while 0 <= place <= len(content) - 30 and len(entries) < MOST_NAMES:
        (method,) = struct.unpack_from("<H", content, place + 8)
        (packed,) = struct.unpack_from("<I", content, place + 18)
        (length,) = struct.unpack_from("<H", content, place + 26)
        entries[_name(content[place + 30 : place + 30 + length])] = method, packed or len(content), place
        place = content.find(LOCAL, place + 4)
    return Zip(content, entries)


def _name(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("\\", "/").lstrip("/").lower()


def _entries(directory: bytes, shift: int) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Names with method, packed size and offset, which is `shift` bytes from the recorded one."""
    place = 0
    for _ in range(MOST_NAMES):
        if directory[place : place + 4] != CENTRAL or len(directory) < place + 46:
            return
        (method,) = struct.unpack_from("<H", directory, place + 10)
        packed, size = struct.unpack_from("<II", directory, place + 20)
        name_length, extra_length, comment_length = struct.unpack_from("<HHH", directory, place + 28)
        (start,) = struct.unpack_from("<I", directory, place + 42)
        begins, place = place + 46, place + 46 + name_length
        extra = directory[place : place + extra_length]
        if NONE in (packed, start):
            packed, start = _of_zip64(extra, size, packed, start)
        yield _name(directory[begins:place]), (method, packed, start + shift)
        place += extra_length + comment_length


def _of_zip64(extra: bytes, size: int, packed: int, start: int) -> tuple[int, int]:
    """Packed size and offset of an entry that needs more than four bytes for them."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            longer = iter(struct.unpack(f"<{length // 8}Q", extra[at + 4 : at + 4 + length // 8 * 8]))
            _, packed, start = (next(longer, value) if value == NONE else value for value in (size, packed, start))
            break
        at += 4 + length
    return packed, start
