"""Schemas of what was learned of topics."""

from typing import Self

from connextlive.analysis.learned import Learned, LearnedTopics
from connextlive.lambdas.common import Answer

MOST_WORDS = 12


class LearnedTopic(Answer):
    """A topic that was named in enough reviews: in how many conversations, and its most characteristic words."""

    name: str
    examples: int
    words: list[str]


class LearnedTopicsAnswer(Answer):
    """`{examples, learnedAt, topics}`: the number of reviewed conversations learned from, when the last one was
    learned, and what is known about each topic."""

    examples: int
    learned_at: str | None
    topics: list[LearnedTopic]

    @classmethod
    def of(cls, found: LearnedTopics | None, topics: dict[str, Learned]) -> Self:
        learned = [
            LearnedTopic(name=name, examples=known.examples, words=known.words(MOST_WORDS))
            for name, known in sorted(topics.items(), key=lambda one: (-one[1].examples, one[0]))
        ]
        return cls(
            examples=found.examples if found else 0, learned_at=found.learned_at if found else None, topics=learned
        )
