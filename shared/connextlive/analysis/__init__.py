"""Analysis of resolved conversations: a transcript in, an analysis out, by the configured analyzer.

An analyzer is a function. It raises if it has no valid result; the event is then redelivered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from connextlive.core.environment import environment
from connextlive.events.types import Outcome, Sentiment

if TYPE_CHECKING:
    from connextlive.analysis.learned import Model
    from connextlive.analysis.prices import Usage

OUTCOMES: tuple[Outcome, ...] = ("RESOLVED", "PARTIAL", "UNRESOLVED")
SENTIMENTS: tuple[Sentiment, ...] = ("POSITIVE", "NEUTRAL", "NEGATIVE")
LONGEST_SUMMARY = 1_000  # characters
LONGEST_TOPIC = 50
MOST_TOPICS = 3  # per workspace
MOST_PROPOSED = 2
UNSURE = 0.5  # a confidence below says so


@dataclass(frozen=True, slots=True)
class Line:
    """One message: sender and text."""

    sender: Literal["VISITOR", "AGENT"]
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the workspace's topics, with its keywords."""

    name: str
    keywords: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A conversation that somebody confirmed or corrected: the visitor's lines, what is right of it, the topics that
    the analysis had found, and which fields were corrected. Outcome and sentiment are empty in examples of earlier
    versions, which kept only topics."""

    id: str
    lines: Sequence[str]
    topics: Sequence[str]
    analyzed: Sequence[str]
    outcome: str = ""
    sentiment: str = ""
    corrected: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation for analysis, without internal notes and system messages."""

    lines: Sequence[Line]
    language: str  # the workspace's language, for the summary; people may speak another one
    topics: Sequence[Topic] = ()
    visitor: str | None = None
    agent: str | None = None
    learned: "Model | None" = None  # of earlier conversations whose topics somebody confirmed or corrected
    examples: Sequence[Example] = ()  # the same conversations, for a model to be shown


@dataclass(frozen=True, slots=True)
class Analysis:
    """`topics` are names of the workspace's topics; `proposed` are new ones."""

    summary: str
    outcome: Outcome
    sentiment: Sentiment
    topics: Sequence[str]
    proposed: Sequence[str]
    confidence: float
    model: str
    usage: "Usage | None" = None  # by a model that is paid for by its tokens


class Analyser(Protocol):
    """The type of every analyzer."""

    def __call__(self, transcript: Transcript) -> Analysis: ...


def learns() -> bool:
    """Whether the deployment's analyzer uses the model that was learned; the others are shown examples instead."""
    return environment.analyser == "embedded"


def analyser() -> Analyser:
    """The analyzer selected by the deployment's parameter; the others are never imported."""
    match environment.analyser:
        case "bedrock":
            from connextlive.analysis import bedrock

            return bedrock.analyse
        case "openai":
            from connextlive.analysis import openai

            return openai.analyse
        case _:
            from connextlive.analysis import embedded

            return embedded.analyse
