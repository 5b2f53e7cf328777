"""IDs and timestamps: `<prefix>_<ULID>`, and ISO 8601 in UTC with milliseconds. Both sort by age as plain strings."""

import hashlib
import os
import re
import time
from datetime import UTC, datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


def new_ulid(after: str | None = None) -> str:
    """A ULID of the current time; with `after`, one that sorts behind it even if clocks disagree.

    Messages are numbered this way: each is written on the condition that the last one is unchanged, so IDs follow
    commit order, and "everything after this ID" never skips one.
    """
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    if after is not None:
        value = max(value, _decode(after) + 1)
    return _encode(value)


def _encode(value: int) -> str:
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))


def _decode(ulid: str) -> int:
    value = 0
    for letter in ulid:
        value = value << 5 | _ALPHABET.index(letter)
    return value


def new_id(prefix: str, after: str | None = None) -> str:
    """`msg_01J…`; `after` is an ID of the same prefix that must sort before the new one."""
    return f"{prefix}_{new_ulid(after.removeprefix(prefix + '_') if after else None)}"


def id_of(prefix: str, at: datetime, *facts: str) -> str:
    """An ID derived from the facts that identify something, so that creating it again yields the same ID."""
    digest = hashlib.sha256("\x00".join(facts).encode()).digest()
    return f"{prefix}_{_encode(int(at.timestamp() * 1000) << 80 | int.from_bytes(digest[:10]))}"


def time_of(id: str) -> str:
    """When an ID was made."""
    return timestamp((_decode(id.rpartition("_")[2]) >> 80) / 1000)


def is_id(value: str, prefix: str) -> bool:
    """Whether a string from outside has the form of an ID: nothing else becomes part of a key."""
    return value.startswith(prefix + "_") and _ULID.fullmatch(value, len(prefix) + 1) is not None


def ids_of_token(token: str, *prefixes: str) -> list[str] | None:
    """The IDs in front of the secret of an emailed token, `<ULID>.<ULID>.<secret>`, or None if it has others."""
    ids = ["_".join(parts) for parts in zip(prefixes, token.split("."), strict=False)]
    return ids if len(ids) == len(prefixes) and all(map(is_id, ids, prefixes)) else None


def is_label(tag: str) -> bool:
    """Whether a conversation's tag is a label's ID; the others are texts."""
    return is_id(tag, "lbl")


def timestamp(at: float | None = None) -> str:
    """`2026-01-31T09:30:00.123Z`, of `at` in seconds since the epoch, or of now."""
    moment = datetime.now(UTC) if at is None else datetime.fromtimestamp(at, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def ago(seconds: float) -> str:
    """The timestamp `seconds` before now."""
    return timestamp(time.time() - seconds)
