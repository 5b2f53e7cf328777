"""Reviews: a person confirms or corrects an analysis. Later analyses learn from that."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, TypedDict

from connextlive.chat import conversation as conversations
from connextlive.chat import topics
from connextlive.chat.conversation import Conversation
from connextlive.chat.sight import Viewer
from connextlive.core.errors import Invalid, Refused
from connextlive.core.ids import timestamp
from connextlive.core.sentence import Sentence
from connextlive.core.text import fold
from connextlive.table.writes import optimistic

type Field = Literal["outcome", "sentiment", "topics"]

if TYPE_CHECKING:
    from connextlive.chat.conversation import Resolution
    from connextlive.events.types import Outcome, Sentiment

    class Analyzed(TypedDict):
        """The analysis's values before the correction."""

        outcome: Outcome
        sentiment: Sentiment
        topics: list[str]

    class Review(TypedDict):
        """The person who reviewed an analysis, and the fields that they corrected."""

        at: str
        by: str
        corrected: list[Field]
        analyzed: Analyzed

    class Correction(TypedDict, total=False):
        """The corrected values; fields that were correct are left out."""

        outcome: Outcome
        sentiment: Sentiment
        topics: list[str]


FIELDS: tuple[Field, ...] = ("outcome", "sentiment", "topics")


@optimistic
def record(
    tenant_id: str, conversation_id: str, by: str, right: "Correction", seen_by: Viewer | None = None
) -> Conversation:
    """Stores the correct values of `FIELDS`; fields that are left out were correct. The analysis's own values are kept:
    a second review corrects the analysis, not the first review. Repeating it changes nothing."""
    conversation = conversations.load(tenant_id, conversation_id, seen_by)
    resolution = conversation.resolution
    if resolution is None:
        raise Refused("This conversation has not been analyzed", "NOT_ANALYZED")
    before = _analyzed(resolution)
    former = resolution.get("review")
    analyzed = former["analyzed"] if former else before
    now: Analyzed = {**before, **right}
    if "topics" in right:
        now["topics"] = _spelled(tenant_id, right["topics"], [*before["topics"], *analyzed["topics"]])
    if former and now == before:
        return conversation
    corrected = [name for name in FIELDS if _comparable(now[name]) != _comparable(analyzed[name])]
    at = timestamp()
    review: Review = {"at": at, "by": by, "corrected": corrected, "analyzed": analyzed}
    conversation.resolution = {**resolution, **now, "review": review}
    conversation.topics = now["topics"]
    conversation.touch(at)
    conversation.save()
    return conversation


def _analyzed(of: "Resolution") -> "Analyzed":
    return {"outcome": of["outcome"], "sentiment": of["sentiment"], "topics": of["topics"]}


def _spelled(tenant_id: str, names: Iterable[str], known: Iterable[str]) -> list[str]:
    """The names, spelled like the workspace's topics or the proposals of this analysis."""
    listed = [topic["name"] for topic in topics.load(tenant_id).own.topics]
    spelled = {fold(name): name for name in [*known, *listed]}
    if unknown := [name for name in names if fold(name) not in spelled]:
        raise Invalid(topics=Sentence("{name} is not one of the workspace's topics", name=unknown[0]))
    return list(dict.fromkeys(spelled[fold(name)] for name in names))


def _comparable(value: object) -> object:
    return set(value) if isinstance(value, list) else value
