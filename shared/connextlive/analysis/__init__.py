"""What the AI says of a resolved conversation: a transcript in, an analysis out, by whichever analyser is configured.

An analyser is a function. It raises where it has nothing sound to say; the event is then delivered again.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from connextlive.events.types import Outcome, Sentiment

OUTCOMES: tuple[Outcome, ...] = ("RESOLVED", "PARTIAL", "UNRESOLVED")
SENTIMENTS: tuple[Sentiment, ...] = ("POSITIVE", "NEUTRAL", "NEGATIVE")
LONGEST_SUMMARY = 1_000  # characters
LONGEST_TOPIC = 50
MOST_TOPICS = 3  # of the workspace's list
MOST_PROPOSED = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One message: who said it, and what."""

    sender: Literal["VISITOR", "AGENT"]
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the workspace's topics, and the words by which it is also known."""

    name: str
    keywords: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation as an analyser sees it: without internal notes, without the system's own words."""

    lines: Sequence[Line]
    language: str  # the workspace's, which the summary is written in; people may speak another one
    topics: Sequence[Topic] = ()
    visitor: str | None = None
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """`topics` are names of the workspace's own; `proposed` are new ones."""

    summary: str
    outcome: Outcome
    sentiment: Sentiment
    topics: Sequence[str]
    proposed: Sequence[str]
    confidence: float
    model: str


class Analyser(Protocol):
    """What both analysers are."""

    def __call__(self, transcript: Transcript) -> Analysis: ...


def analyser() -> Analyser:
    """The one that the deployment's parameter names; the other one is never imported."""
    if os.environ.get("ANALYSER", "embedded") == "bedrock":
        from connextlive.analysis import bedrock

        return bedrock.analyse
    from connextlive.analysis import embedded

    return embedded.analyse
