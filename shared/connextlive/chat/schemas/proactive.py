"""Schemas of proactive messages."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from connextlive.identity.schemas.proactive import RuleId
from connextlive.lambdas.common import Answer, Body

if TYPE_CHECKING:
    from connextlive.chat.proactive import Counts, Display


class ShowBody(Body):
    """The message's `id`, and the widget's own ID for this display, with which it may repeat the request. `language` is
    the widget's; if there is no text in it, the text in the workspace's language is returned."""

    id: RuleId
    display_id: Annotated[str, Field(min_length=1, max_length=100)]
    language: Annotated[str, Field(max_length=35)] = "en"


class ShowAnswer(Answer):
    """What to show or, if `isShown` is false, why not: `SHOWN_BEFORE`, `IN_CONVERSATION`, `TOO_FEW_VISITS`, `CLOSED` or
    `NOBODY_AVAILABLE`. Without a `senderName`, it is from the workspace."""

    is_shown: bool
    reason: str | None
    text: str
    sender_name: str | None

    @classmethod
    def of(cls, display: "Display") -> Self:
        text, sender_name, reason = display
        return cls(is_shown=reason is None, reason=reason, text=text, sender_name=sender_name)


class ProactiveCounts(Answer):
    """How many visitors were shown a message, and how many of them have answered it. Messages that nobody was shown are
    left out; deleted ones are included."""

    id: str
    shown: int
    answered: int


class ProactiveCountsAnswer(Answer):
    """`{counts}`"""

    counts: list[ProactiveCounts]

    @classmethod
    def of(cls, found: "Iterable[Counts]") -> Self:
        return cls(counts=[ProactiveCounts(**one._asdict()) for one in found])
