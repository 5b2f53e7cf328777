"""Schemas of topics."""

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints

from connextlive.chat.topics import Known
from connextlive.core.sentence import Sentence
from connextlive.core.text import fold
from connextlive.lambdas.common import Answer, Body, Tag, Trimmed, Visible

if TYPE_CHECKING:
    from connextlive.chat.topics import Topic


class TopicView(Answer):
    """A topic of the workspace, with its keywords."""

    name: str
    keywords: list[str]


class TopicNamesAnswer(Answer):
    """`{topics}`: names"""

    topics: list[str]

    @classmethod
    def of(cls, known: Known) -> Self:
        return cls(topics=[topic["name"] for topic in known.own.topics])


class ProposedTopicView(Answer):
    """A topic proposed by analyses: in how many conversations, and when last."""

    name: str
    count: int
    last_seen_at: str


class TopicsAnswer(Answer):
    """`{topics, proposed, dismissed}`"""

    topics: list[TopicView]
    proposed: list[ProposedTopicView]
    dismissed: list[str]

    @classmethod
    def of(cls, known: Known) -> Self:
        values = {"topics": known.own.topics, "proposed": known.open, "dismissed": known.own.dismissed}
        return cls.model_validate(values)


def _distinct(names: list[str]) -> list[str]:
    """Removes duplicates; the first spelling is kept."""
    return list({fold(name): name for name in reversed(names)}.values())[::-1]


Keyword = Annotated[str, StringConstraints(max_length=40), Trimmed, Visible]
Keywords = Annotated[list[Keyword], Field(max_length=20), AfterValidator(_distinct)]


class TopicBody(Body):
    """A topic, with its keywords."""

    name: Tag
    keywords: Keywords = Field(default_factory=list)


def _told_apart(topics: list[TopicBody]) -> list[TopicBody]:
    if len({fold(topic.name) for topic in topics}) < len(topics):
        raise ValueError(Sentence("Two topics have the same name"))
    return topics


class TopicsBody(Body):
    """All topics of the workspace, at most a hundred. Without `dismissed`, the dismissed names stay unchanged."""

    topics: Annotated[list[TopicBody], Field(max_length=100), AfterValidator(_told_apart)]
    dismissed: Annotated[list[Tag], Field(max_length=100), AfterValidator(_distinct)] | None = None

    def named(self) -> "list[Topic]":
        """The topics in their stored form."""
        return [{"name": topic.name, "keywords": topic.keywords} for topic in self.topics]
