"""Pages of lists: cursors, offsets and lengths."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from connextlive.core.errors import Invalid
from connextlive.core.sentence import Sentence
from connextlive.table import items
from connextlive.table.codec import plain

DEEPEST = 10_000  # items that an offset or page may skip; cursors have no limit
LAST = "\U0010ffff"  # sorts behind every key that continues
_POSITION = re.compile(r"[\w:.#-]{1,200}", re.ASCII)
_IN_COLLECTION = re.compile(r"[^\x00-\x1f]{1,300}")  # an ID or an email address


def in_order[V: Mapping[str, Any]](found: Iterable[V]) -> list[V]:
    """The values of list items in the order of lists, newest first."""
    return sorted(found, key=itemgetter("listed"), reverse=True)


def is_past(total: int, **position: int) -> bool:
    """Whether a page starts past the end of a list; `offset=` or `page=` says how many items it skips. They are read,
    so a page within the list may skip at most DEEPEST."""
    ((name, offset),) = position.items()
    if DEEPEST < offset < total:
        raise Invalid(
            **{name: Sentence("Pages reach {most} items into the list; use the cursor to go further", most=DEEPEST)}
        )
    return offset > DEEPEST


def length(counted: int, offset: int, shown: int, following: str | None) -> int:
    """A list's length: its counter, which lags behind writes, but at least what a page of so many shows."""
    return max(counted, offset + shown + (following is not None)) if shown else counted


def slice_found[V: Mapping[str, Any]](
    found: list[V], limit: int, offset: int, cursor: str | None
) -> tuple[list[V], str | None]:
    """A page of search results, with the same cursors as a list."""
    if cursor:
        before = decode_cursor(cursor)
        found = [values for values in found if values["listed"] < before]
    page = found[offset : offset + limit]
    return page, encode_cursor(page[-1]["listed"]) if len(found) > offset + limit else None


def of_collection(
    pk: str, prefix: str, limit: int | None, cursor: str | None, field: str = "cursor"
) -> tuple[list[Any], str | None]:
    """Values of the items whose sort keys begin with `prefix`, in their order, and the next page's cursor. Without a
    limit, a page has all of them."""
    after = prefix + decode_cursor(cursor, _IN_COLLECTION, field) if cursor else prefix
    found = items.query(pk, after=after, before=prefix + LAST, limit=limit + 1 if limit else items.ALL)
    values = [plain(raw) for raw in found[:limit]]
    return values, encode_cursor(values[-1]["sk"].removeprefix(prefix)) if len(found) > len(values) else None


def encode_cursor(position: str) -> str:
    """An opaque cursor for the sort key at which a page ended."""
    return urlsafe_b64encode(position.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, form: re.Pattern[str] = _POSITION, field: str = "cursor") -> str:
    """Decodes a cursor. It only bounds a query of the caller's own partition, so a forged one gains nothing."""
    try:
        position = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (NotBase64, ValueError) as error:
        raise Invalid(**{field: Sentence("This is not a cursor of this list")}) from error
    if not form.fullmatch(position):
        raise Invalid(**{field: Sentence("This is not a cursor of this list")})
    return position
