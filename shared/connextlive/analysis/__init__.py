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

OUTCOMES: tuple[Outcome, ...] = ("RESOLVED", "PARTIAL", "UNRESOLVED")
SENTIMENTS: tuple[Sentiment, ...] = ("POSITIVE", "NEUTRAL", "NEGATIVE")
LONGEST_SUMMARY = 1_000  # characters
LONGEST_TOPIC = 50
MOST_TOPICS = 3  # per workspace
MOST_PROPOSED = 2


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
class Transcript:
    """A conversation for analysis, without internal notes and system messages."""

    lines: Sequence[Line]
    language: str  # the workspace's language, for the summary; people may speak another one
    topics: Sequence[Topic] = ()
    visitor: str | None = None
    agent: str | None = None
    learned: "Model | None" = None  # of earlier conversations whose topics somebody confirmed or corrected


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


class Analyser(Protocol):
    """The type of both analyzers."""

    def __call__(self, transcript: Transcript) -> Analysis: ...


def learns() -> bool:
    """Whether the deployment's analyzer uses what was learned."""
    return environment.analyser != "bedrock"


def analyser() -> Analyser:
    """The analyzer selected by the deployment's parameter; the other one is never imported."""
    if not learns():
        from connextlive.analysis import bedrock

        return bedrock.analyse
    from connextlive.analysis import embedded

    return embedded.analyse
