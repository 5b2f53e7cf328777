"""A visitor's page views, newest last: one item next to the visitor's, written only when the page changes.

It is compressed, because writes are billed by size, and addresses and titles of one site have much in common. It is in
the visitor's partition, so it is deleted with the visitor.
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
    """A page that a visitor opened, and when."""

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
    """Adds the page, unless it is the last one. A heartbeat without a title says nothing about the page."""
    if url and title is not None:
        _add(tenant_id, visitor_id, {"url": url, "title": title, "viewed_at": timestamp()})


def record_if_possible(tenant_id: str, visitor_id: str, url: str | None, title: str | None) -> None:
    """Like `record`, at the end of a request that has already succeeded. A failure is ignored, because repeating the
    request would count another visit."""
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
    """The views in a stored item, newest first; none without an item."""
    return _read(raw["views"]["S"])[::-1] if raw else []


def _read(text: str) -> list[PageView]:
    return [{"url": url, "title": title, "viewed_at": at} for url, title, at in json.loads(unpacked(text))]


def _written(views: list[PageView]) -> str:
    """As many of the last views as fit, and always the last one."""
    for first in range(len(views)):
        rows = [[view["url"], view["title"], view["viewed_at"]] for view in views[first:]]
        text = packed(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())
        if len(text) <= LARGEST:
            break
    return text
