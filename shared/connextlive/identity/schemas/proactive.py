"""Schemas of a workspace's proactive messages: what visitors are shown before they write, on which page and when."""

from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from connextlive.core.sentence import Sentence
from connextlive.core.visible import is_visible
from connextlive.identity.schemas.known import Known, SaidText
from connextlive.lambdas.common import Answer, Body, Line

MOST = 20


def _said(value: object) -> object:
    texts = value.values() if isinstance(value, dict) else [value]
    if not any(isinstance(text, str) and is_visible(text) for text in texts):
        raise ValueError(Sentence("Must not be empty"))
    return value


def _pattern(value: str) -> str:
    """A path, or a host with a path; `*` stands for anything. An address with a scheme would match nothing."""
    pattern = value.strip()
    if not pattern or "://" in pattern or any(letter.isspace() for letter in pattern):
        raise ValueError(Sentence("Must be a path such as /pricing or /shop/*"))
    return pattern


type RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
type PagePattern = Annotated[str, Field(max_length=500), AfterValidator(_pattern)]
type When = Literal["always", "open", "available"]


class ProactiveMessage(Body):
    """A message and when it is shown: on pages that match these patterns, or on all; after so many seconds on the page;
    from which visit on; on one site or all; always, only in business hours (`open`), or only while an agent is
    available. `id` is the workspace's own name for it: a visitor is shown each `id` once."""

    id: RuleId
    text: Annotated[SaidText, AfterValidator(_said)]
    sender_name: Line | None = None
    pages: Annotated[list[PagePattern], Field(max_length=10)] | None = None
    after_seconds: Annotated[int, Field(ge=0, le=3_600)] | None = None
    min_visits: Annotated[int, Field(ge=1, le=1_000)] | None = None
    when: When | None = None
    site_id: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    enabled: bool | None = None

    def is_on(self, site_id: str) -> bool:
        """Whether it may be shown on a site."""
        return self.enabled is not False and self.site_id in (None, site_id)


class ProactiveView(Answer):
    """A proactive message, as widgets need it to decide when to show it; if several are due, the first is shown."""

    id: str
    pages: list[str]
    after_seconds: int
    min_visits: int
    when: When

    @classmethod
    def of(cls, message: ProactiveMessage) -> Self:
        return cls(
            id=message.id,
            pages=message.pages or [],
            after_seconds=message.after_seconds or 0,
            min_visits=message.min_visits or 1,
            when=message.when or "always",
        )


class ProactiveSettings(Known):
    """The workspace's proactive messages; if several match, the first is shown."""

    messages: Annotated[list[ProactiveMessage], Field(max_length=MOST)] | None = None

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if any(count > 1 for count in Counter(message.id for message in self.messages or ()).values()):
            raise ValueError(Sentence("Two messages must not have the same id"))
        return self

    def on(self, site_id: str) -> list[ProactiveMessage]:
        """Those that may be shown on a site."""
        return [message for message in self.messages or () if message.is_on(site_id)]
