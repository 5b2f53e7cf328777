"""What the shapes of requests and answers have in common. JSON is camelCase, Python and the table are snake_case.

A shape's validator is built when it is first needed: a file of shapes serves many functions, each of which uses few.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from connextlive.core import email_address
from connextlive.core.visible import is_visible, trimmed

FARTHEST = 10**9  # that an offset or a page may name


class Answer(BaseModel):
    """What an endpoint answers."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, validate_by_alias=False, defer_build=True
    )


class Body(BaseModel):
    """What an endpoint takes: nothing that it does not know, and no type but the right one."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True, defer_build=True)

    def changes(self) -> dict[str, Any]:
        """Only the fields that the request named, under their Python names."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value.changes() if isinstance(value, Body) else value for name, value in given.items()}


class Query(BaseModel):
    """Query parameters: strings that become what they should be; what is unknown is ignored."""

    model_config = ConfigDict(alias_generator=to_camel, defer_build=True)


class PageQuery(Query):
    """Numbered pages. What they skip is read, so they end where an offset does; a cursor goes on for ever."""

    limit: Annotated[int, Field(ge=1, le=100)]
    page: Annotated[int, Field(ge=1, le=FARTHEST)] = 1
    cursor: Annotated[str, StringConstraints(max_length=400)] | None = None

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit


def _with_plain_lines(value: Any) -> Any:
    """Lines end as in JavaScript: a form would count, and keep, two characters for the end of each."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _trimmed(value: Any) -> Any:
    return trimmed(value) if isinstance(value, str) else value


def _shown(value: str) -> str:
    if not is_visible(value):
        raise ValueError("Must not be empty")
    return value


def _shown_if_anything(value: str) -> str:
    """Nothing, or white space, is nothing; what only looks like it is refused."""
    return _shown(value) if value.strip() else value


OMITTED: Any = None  # the default of a field that may be left out, but not null
Lines = BeforeValidator(_with_plain_lines)
Shown = AfterValidator(_shown_if_anything)
Name = Annotated[str, BeforeValidator(_trimmed), StringConstraints(max_length=100), AfterValidator(_shown)]
EmailText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=254), Field(json_schema_extra={"format": "email"})
]
Email = Annotated[EmailText, AfterValidator(email_address.parsed)]
Password = Annotated[str, StringConstraints(min_length=6, max_length=200)]
NewPassword = Annotated[Password, AfterValidator(_shown)]
Line = Annotated[str, StringConstraints(max_length=100), Shown]
Text = Annotated[str, Lines, StringConstraints(max_length=1_000), Shown]
Notes = Annotated[str, Lines, StringConstraints(max_length=10_000), Shown]
Content = Annotated[str, Lines, StringConstraints(max_length=10_000), Shown]
Tag = Annotated[str, BeforeValidator(_trimmed), StringConstraints(max_length=50), AfterValidator(_shown)]
Tags = Annotated[list[Tag], Field(max_length=50), AfterValidator(lambda tags: list(dict.fromkeys(tags)))]
Search = Annotated[str, StringConstraints(max_length=200)]
Cursor = Annotated[str, StringConstraints(max_length=400)]


class OffsetPagination(Answer):
    """Where a page of an offset list stands."""

    total: int
    limit: int
    offset: int
    has_more: bool
    next_cursor: str | None


class PagePagination(Answer):
    """Where a page of a numbered list stands."""

    total: int
    page: int
    limit: int
    total_pages: int
    has_more: bool
    next_cursor: str | None

    @classmethod
    def of(cls, total: int, page: int, limit: int, next_cursor: str | None) -> "PagePagination":
        return cls(
            total=total,
            page=page,
            limit=limit,
            total_pages=-(-total // limit),
            has_more=next_cursor is not None,
            next_cursor=next_cursor,
        )


class CursorPagination(Answer):
    """Where a page of a list stands that has a cursor only."""

    limit: int
    has_more: bool
    next_cursor: str | None


class Deleted(Answer):
    """That something is gone."""

    deleted: bool = True
    id: str
