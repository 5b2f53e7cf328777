"""Schemas of visitors for tenants and agents."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, Field

from connextlive.core import urls
from connextlive.core.blocking import is_blocked
from connextlive.core.ids import timestamp
from connextlive.core.presence import is_online
from connextlive.lambdas.common import (
    Answer,
    AttributeChanges,
    AttributeValues,
    Body,
    Email,
    Line,
    Name,
    Notes,
    Tags,
)

if TYPE_CHECKING:
    from connextlive.chat.page_views import PageView
    from connextlive.chat.visitor_merge import Merger
    from connextlive.generated.values import VisitorValues


def _page_url(value: str) -> str | None:
    return value if urls.find(value) else None


# A page's URL, as the page says. Anything but a web page's counts as absent: whoever reads it may make a link of it.
type PageUrl = Annotated[str, Field(max_length=2_000), AfterValidator(_page_url)]
type PageTitle = Annotated[str, Field(max_length=300)]


class VisitorFacts(Answer):
    """The fields of a visitor that both the visitor and the team can see."""

    id: str
    site_id: str
    external_id: str | None = None
    user_name: str | None = None
    user_email: str | None = None
    user_phone: str | None = None
    language: str | None = None
    is_online: bool
    is_verified: bool
    is_returning: bool
    visit_count: int
    first_seen_at: str
    last_seen_at: str
    avatar_url: str | None = None
    ip: str | None = None
    country: str | None = None
    city: str | None = None
    browser: str | None = None
    os: str | None = None
    current_url: str | None = None
    referrer: str | None = None
    external_ids: list[str]
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, values: "VisitorValues") -> Self:
        return cls.model_validate(shown(values))


class ConsentView(Answer):
    """What a visitor has agreed to, and when."""

    at: str
    version: str
    text: str
    url: str | None = None


class MergeView(Answer):
    """Another visitor who was merged into this one. It can be undone until `undoableUntil`; null if it cannot, for
    example because they were merged indirectly."""

    visitor_id: str
    merged_at: str
    undoable_until: str | None


class VisitorView(VisitorFacts):
    """A visitor, for tenants and agents. `blockId` is their block, or the request for one. `receivedId` is the last
    message that has reached their widget; all earlier ones have as well. `mergedInto` is the visitor into whom they
    were merged, and `merged` are those who were merged into them."""

    tags: list[str]
    notes: str | None = None
    attributes: AttributeValues
    consent: ConsentView | None = None
    on_hold: bool = False
    is_blocked: bool = False
    block_id: str | None = None
    received_id: str | None = None
    merged_into: str | None = None
    merged: list[MergeView]


def shown(values: "VisitorValues") -> dict[str, Any]:
    """A visitor's values with derived fields."""
    external_id = values.get("external_id")
    return {
        **values,
        "attributes": values.get("attributes") or {},
        "on_hold": bool(values.get("on_hold")),
        "is_blocked": is_blocked(values.get("blocked_until")),
        "is_online": is_online(values["last_seen_at"], values.get("left_at")),
        "is_returning": values["visit_count"] > 1,
        "external_ids": [external_id] if external_id else [],
        "merged": [_merge(visitor_id, merger) for visitor_id, merger in (values.get("merged") or {}).items()],
    }


def _merge(visitor_id: str, merger: "Merger") -> dict[str, str | None]:
    from connextlive.core.merges import UNDOABLE  # few visitors were merged

    ends = timestamp(datetime.fromisoformat(merger["at"]).timestamp() + UNDOABLE)
    is_undoable = "through" not in merger and ends > timestamp()
    return {"visitor_id": visitor_id, "merged_at": merger["at"], "undoable_until": ends if is_undoable else None}


class VisitorAnswer(Answer):
    """`{visitor}`"""

    visitor: VisitorView

    @classmethod
    def of(cls, values: "VisitorValues") -> Self:
        return cls(visitor=VisitorView.of(values))


class PageViewed(Answer):
    """A page that the visitor was on, and when they came to it."""

    url: str
    title: str
    viewed_at: str


class VisitorWithPagesAnswer(VisitorAnswer):
    """`{visitor, pages}`: the last hundred page views, newest first."""

    pages: list[PageViewed]

    @classmethod
    def of_both(cls, found: "tuple[VisitorValues, list[PageView]]") -> Self:
        values, pages = found
        return cls(visitor=VisitorView.of(values), pages=[PageViewed.model_validate(page) for page in pages])


class MergeBody(Body):
    """The visitor who remains."""

    into_visitor_id: Annotated[str, Field(max_length=100)]


class VisitorBody(Body):
    """The fields to change; null clears a field, or an attribute; attributes that are not given stay as they are."""

    user_name: Name | None = None
    user_email: Email | None = None
    user_phone: Line | None = None
    tags: Tags | None = None
    notes: Notes | None = None
    attributes: AttributeChanges | None = None

    def changes(self) -> Any:
        return {name: [] if name == "tags" and value is None else value for name, value in super().changes().items()}
