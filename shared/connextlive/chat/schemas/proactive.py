"""Schemas of proactive messages."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from connextlive.identity.schemas.proactive import RuleId
from connextlive.lambdas.common import Answer, Body

if TYPE_CHECKING:
    from connextlive.chat.proactive import Counts, Display


class ShowBody(Body):
    """The message's `id`, and an ID of the widget's own for this display of it, with which it may ask again. `language`
    is the widget's; without a text in it, the message is in the workspace's."""

    id: RuleId
    display_id: Annotated[str, Field(min_length=1, max_length=100)]
    language: Annotated[str, Field(max_length=35)] = "en"


class ShowAnswer(Answer):
    """What to show, or with `isShown` as false why not: `SHOWN_BEFORE`, `IN_CONVERSATION`, `TOO_FEW_VISITS`, `CLOSED`
    or `NOBODY_AVAILABLE`. Without a `senderName` it is from the workspace."""

    is_shown: bool
    reason: str | None
    text: str
    sender_name: str | None

    @classmethod
    def of(cls, display: "Display") -> Self:
        text, sender_name, reason = display
        return cls(is_shown=reason is None, reason=reason, text=text, sender_name=sender_name)


class ProactiveCounts(Answer):
    """How many visitors were shown a message, and how many of them have answered it; messages that nobody was shown are
    left out, those that are no longer defined are not."""

    id: str
    shown: int
    answered: int


class ProactiveCountsAnswer(Answer):
    """`{counts}`"""

    counts: list[ProactiveCounts]

    @classmethod
    def of(cls, found: "Iterable[Counts]") -> Self:
        return cls(counts=[ProactiveCounts(**one._asdict()) for one in found])
