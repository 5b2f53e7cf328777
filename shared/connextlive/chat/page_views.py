"""The pages that a visitor went through, newest last: one item beside the visitor, which only another page writes.

It is compressed, because its bytes are what a write costs: of one site, addresses and titles have much in common. It
goes with the visitor, whose partition it is in.
"""

import json
from typing import TYPE_CHECKING, TypedDict

from connextlive.chat.visitor_presence import pk
from connextlive.core.ids import ago, timestamp
from connextlive.search.encoding import packed, unpacked
from connextlive.table import writes
from connextlive.table.orm import Item, UnicodeAttribute, VersionAttribute

if TYPE_CHECKING:
    from connextlive.table.codec import AttributeMap

SK = "page-views"
MOST = 100  # views that are kept
LARGEST = 4_000  # bytes of them, compressed: four units a write, however long the addresses are
SAME_VIEW = 30 * 60  # seconds in which the same page again, reloaded or in another tab, is the same view


class PageView(TypedDict):
    """A page that a visitor was on, and when they came to it."""

    url: str
    title: str
    viewed_at: str


class PageViews(Item, discriminator="page_views"):
    """The last views of a visitor."""

    views = UnicodeAttribute()
    version = VersionAttribute()


def key(tenant_id: str, visitor_id: str) -> tuple[str, str]:
    return pk(tenant_id, visitor_id), SK


def record(tenant_id: str, visitor_id: str, url: str | None, title: str | None) -> None:
    """Adds the page to those that the visitor went through, if it is another one than the last. Who does not say its
    title does not say that it is another one."""
    if url and title is not None:
        _add(tenant_id, visitor_id, {"url": url, "title": title, "viewed_at": timestamp()})


def record_if_possible(tenant_id: str, visitor_id: str, url: str | None, title: str | None) -> None:
    """The same after what a request is for, which has succeeded without it: repeated, it would be another visit."""
    with writes.dispensable():
        record(tenant_id, visitor_id, url, title)


@writes.optimistic
def _add(tenant_id: str, visitor_id: str, view: PageView) -> None:
    found = PageViews.find(*key(tenant_id, visitor_id))
    known = found if isinstance(found, PageViews) else PageViews(*key(tenant_id, visitor_id))
    views = _read(known.views) if known.views else []
    if views and views[-1]["url"] == view["url"] and views[-1]["viewed_at"] > ago(SAME_VIEW):
        return
    known.views = _written([*views, view][-MOST:])
    known.save()


def of_raw(raw: "AttributeMap | None") -> list[PageView]:
    """The views in a stored item, newest first; without one, none."""
    return _read(raw["views"]["S"])[::-1] if raw else []


def _read(text: str) -> list[PageView]:
    return [{"url": url, "title": title, "viewed_at": at} for url, title, at in json.loads(unpacked(text))]


def _written(views: list[PageView]) -> str:
    """As many of the last views as may be stored, and the last one however long it is."""
    for first in range(len(views)):
        rows = [[view["url"], view["title"], view["viewed_at"]] for view in views[first:]]
        text = packed(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())
        if len(text) <= LARGEST:
            break
    return text
