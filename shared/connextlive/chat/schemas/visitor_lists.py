"""Schemas of visitor lists."""

from typing import Annotated, Self

from pydantic import Field, field_validator

from connextlive.chat.schemas.visitors import VisitorView
from connextlive.chat.visitor import VisitorsPage
from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import Answer, PagePagination, PageQuery, Search, TagFilter


class VisitorsQuery(PageQuery):
    """Filters of the agent's list."""

    search: Search = ""
    is_online: bool | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25

    @field_validator("is_online", mode="before")
    @classmethod
    def _true_or_false(cls, value: str) -> bool | None:
        if value not in ("true", "false", ""):
            raise ValueError(Sentence("Must be true or false"))
        return {"true": True, "false": False}.get(value)


class TenantVisitorsQuery(VisitorsQuery):
    """The tenant can also filter by site and tags."""

    site_id: Annotated[str, Field(max_length=100)] | None = None
    tags: TagFilter

    @field_validator("site_id")
    @classmethod
    def _if_given(cls, value: str | None) -> str | None:
        return value or None  # an empty one does not filter, as with tags


class VisitorStats(Answer):
    """Statistics of all visitors of the workspace, independent of filters. For agents with limited access, of the
    visitors whom they may see, and `returning` is null."""

    total: int
    online: int
    returning: int | None


class Visitors(Answer):
    """A page of visitors."""

    visitors: list[VisitorView]
    pagination: PagePagination
    stats: VisitorStats

    @classmethod
    def of(cls, page: VisitorsPage, query: VisitorsQuery) -> Self:
        total, online, returning = page.figures
        return cls(
            visitors=[VisitorView.of(values) for values in page.values],
            pagination=PagePagination.of(page.total, query.page, query.limit, page.next_cursor),
            stats=VisitorStats(total=total, online=online, returning=returning),
        )
