"""Base classes and types of request and response schemas. JSON is camelCase, Python and the table are snake_case.

A schema's validator is built on first use, because a file of schemas serves many functions, each of which uses few of
them.
"""

from connextlive.lambdas import prebuilt  # isort: skip  # noqa: F401  # before the first schema

import re
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

from connextlive.core import email_address
from connextlive.core.environment import environment
from connextlive.core.ids import is_id, timestamp
from connextlive.core.sentence import Sentence
from connextlive.core.visible import is_visible, trimmed

SHORTEST_PASSWORD = 8  # NIST SP 800-63B; those from before may be shorter
LENIENT_PASSWORD = 6
ATTRIBUTES_AT_ONCE = 100  # custom attributes in one request
FARTHEST = 10**9  # the furthest entry that an offset or page can address
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


class Answer(BaseModel):
    """A response body."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=False,
        defer_build=True,
        hide_input_in_errors=True,  # what somebody wrote would be in the log
    )

    @property
    def is_unfinished(self) -> bool:
        """Whether it says of a part of what was asked to try it again, so that the request is not done with."""
        return False


class Body(BaseModel):
    """A request body: unknown fields and wrong types are rejected."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True, defer_build=True)

    def changes(self) -> Any:
        """Only the fields present in the request, under their Python names. Who takes them has a type for them, with
        the same fields, which mypy cannot tell from this one's."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value.changes() if isinstance(value, Body) else value for name, value in given.items()}


class Query(BaseModel):
    """Query parameters: strings, converted to the declared types; unknown parameters are ignored."""

    model_config = ConfigDict(alias_generator=to_camel, defer_build=True)


class PageQuery(Query):
    """Numbered pages. Skipped entries are read, so pages have the same limit as offsets; cursors have none."""

    limit: Annotated[int, Field(ge=1, le=100)]
    page: Annotated[int, Field(ge=1, le=FARTHEST)] = 1
    cursor: Annotated[str, StringConstraints(max_length=400)] | None = None

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit


def _with_plain_lines(value: Any) -> Any:
    """Normalizes line breaks as JavaScript does: a form would send, and count, two characters for each."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _trimmed(value: Any) -> Any:
    return trimmed(value) if isinstance(value, str) else value


def _shown(value: str) -> str:
    if not is_visible(value):
        raise ValueError(Sentence("Must not be empty"))
    return value


def _shown_if_anything(value: str) -> str:
    """Empty or blank text counts as absent; text that is invisible otherwise is rejected."""
    return _shown(value) if value.strip() else value


def _strong(value: str) -> str:
    from connextlive.core import common_passwords  # few requests choose a password

    is_lenient = environment.password_policy == "lenient"
    least = LENIENT_PASSWORD if is_lenient else SHORTEST_PASSWORD
    if len(value) < least:
        raise ValueError(Sentence("Must have at least {min_length} characters", min_length=least))
    if not is_lenient and common_passwords.is_common(value):
        raise ValueError(Sentence("Too many people use this password"))
    return value


def _message_id(value: str) -> str:
    if not is_id(value, "msg"):
        raise ValueError(Sentence("Must be the id of a message"))
    return value


def distinct[T](values: list[T]) -> list[T]:
    """Without repetitions, in their order."""
    return list(dict.fromkeys(values))


def _shown_tags(tags: list[str]) -> list[str]:
    return [tag.strip() for tag in tags if tag.strip()]


def _moment(value: str) -> str:
    moment: datetime | None = None
    with suppress(ValueError):
        moment = datetime.fromisoformat(value)
    if moment is None or moment.tzinfo is None or moment.year not in range(2000, 2200):
        raise ValueError(Sentence("Must be a moment such as 2026-01-31T09:30:00Z"))
    return timestamp(moment.timestamp())


def keyed[T](values: dict[str, T]) -> dict[str, T]:
    """With keys of custom attributes: plain names, so that they can be fields of any system's."""
    if not all(map(_KEY.fullmatch, values)):
        raise ValueError(Sentence("Keys have at most 40 letters, digits and underscores, and begin with a letter"))
    return values


Capacity = Annotated[int, Field(ge=1, le=100)]  # open conversations that an agent is given at most
OMITTED: Any = None  # the default of a field that may be omitted but not null
Lines = BeforeValidator(_with_plain_lines)
Shown = AfterValidator(_shown_if_anything)
Trimmed = BeforeValidator(_trimmed)
Visible = AfterValidator(_shown)
# A length stands next to `str`: checked by a text's own validator, it is one of characters, not of entries.
Name = Annotated[str, StringConstraints(max_length=100), Trimmed, Visible]
EmailText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=254), Field(json_schema_extra={"format": "email"})
]
Email = Annotated[EmailText, AfterValidator(email_address.parsed)]
Password = Annotated[str, StringConstraints(min_length=LENIENT_PASSWORD, max_length=200)]
NewPassword = Annotated[
    str,
    StringConstraints(max_length=200),
    Visible,
    AfterValidator(_strong),
    Field(json_schema_extra={"minLength": LENIENT_PASSWORD}),
]
Line = Annotated[str, StringConstraints(max_length=100), Shown]
Text = Annotated[str, StringConstraints(max_length=1_000), Lines, Shown]
Notes = Annotated[str, StringConstraints(max_length=10_000), Lines, Shown]
Content = Annotated[str, StringConstraints(max_length=10_000), Lines, Shown]
Tag = Annotated[str, StringConstraints(max_length=50), Trimmed, Visible]
Tags = Annotated[list[Tag], Field(max_length=50), AfterValidator(distinct)]
# All must match; empty ones do not filter.
TagFilter = Annotated[
    list[str],
    Field(default_factory=list, max_length=50),
    AfterValidator(_shown_tags),
]
Search = Annotated[str, StringConstraints(max_length=200)]
Cursor = Annotated[str, StringConstraints(max_length=400)]
MessageId = Annotated[str, AfterValidator(_message_id)]
ConversationId = Annotated[str, Field(min_length=1, max_length=100)]
Moment = Annotated[str, Field(max_length=40), AfterValidator(_moment)]
_TYPES: list[dict[str, Any]] = [{"type": "string", "maxLength": 1_000}, {"type": "number"}, {"type": "boolean"}]
_VALUES_SCHEMA: dict[str, Any] = {"type": "object", "additionalProperties": {"anyOf": _TYPES}}
_CHANGES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"anyOf": [*_TYPES, {"type": "null"}]},
}
# By their keys. Which ones are right is not known without the workspace's definitions.
AttributeValues = Annotated[dict[str, Any], WithJsonSchema(_VALUES_SCHEMA)]
# The same to be set; null removes one.
AttributeChanges = Annotated[
    dict[str, Any], Field(max_length=ATTRIBUTES_AT_ONCE), AfterValidator(keyed), WithJsonSchema(_CHANGES_SCHEMA)
]


class OffsetPagination(Answer):
    """Pagination of a list with offsets."""

    total: int
    limit: int
    offset: int
    has_more: bool
    next_cursor: str | None


class PagePagination(Answer):
    """Pagination of a list with page numbers."""

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
    """Pagination of a list with cursors only."""

    limit: int
    has_more: bool
    next_cursor: str | None

    @classmethod
    def of_page(cls, limit: int, next_cursor: str | None) -> Self:
        return cls(limit=limit, has_more=next_cursor is not None, next_cursor=next_cursor)


class Deleted(Answer):
    """Confirms the deletion."""

    deleted: bool = True
    id: str
