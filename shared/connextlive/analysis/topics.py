"""Which of the workspace's topics a conversation is about, by their names and keywords."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from connextlive.analysis import MOST_TOPICS, Line, Topic
from connextlive.analysis.lexicon import lexicon
from connextlive.core import stems

ENOUGH = 0.55  # of a term's weight must be mentioned close together
NAMES_ALONE = 1.2  # what a name is worth if no topic has keywords
COMMON_WORD = 0.3  # a function word's weight
ALSO = 0.5  # what the words of a topic's other terms add: "new service" is of "start service" and "new connection"
RIVAL = 0.7  # of the best topic's share, where one sentence mentions several
LATER = 0.7  # instead of ENOUGH, once an earlier line has said what the visitor wants
FAINT, FAINT_LEAD = 0.45, 0.05  # if no topic is mentioned enough: the best one's share, and its lead
AGENTS_WORD = 0.5  # what an agent says counts half,
BY_AGENTS_ALONE = 1.0  # and a topic that the visitor does not mention must be mentioned twice
WINDOW = 24  # words that are close together


class Mention(NamedTuple):
    """How much of a topic is mentioned, and of its best term alone; how often, and by which words of the text, but for
    function words."""

    share: float
    of_a_term: float
    times: int
    words: Collection[str]


class Topics:
    """The workspace's topics, ready to be found in any number of sentences."""

    def __init__(self, topics: Sequence[Topic], language: str) -> None:
        self.names = [topic.name for topic in topics]
        self._vocabulary = stems.Vocabulary(language)
        worth = 1.0 if any(topic.keywords for topic in topics) else NAMES_ALONE
        terms = [(index, words) for index, topic in enumerate(topics) for words in self._words(topic)]
        known = lexicon(language)
        self._common = [folded in known.stopwords for folded in self._vocabulary.folded]
        weights = self._weights(terms, len(topics))
        # For each word the terms that it occurs in, with its share of their weight.
        self._shares: dict[int, list[tuple[int, float]]] = {}
        self._topic_of = [topic for topic, _ in terms]
        for number, (_, words) in enumerate(terms):
            # Beside a single word, function words are what tells: "check in" is not "check".
            telling = sum(not self._common[word] for word in words) == 1
            parts = [weights[word] * (COMMON_WORD if self._common[word] and not telling else 1) for word in words]
            for word, part in zip(words, parts, strict=True):
                self._shares.setdefault(word, []).append((number, worth * part / sum(parts)))

    def _words(self, topic: Topic) -> set[tuple[int, ...]]:
        return {tuple(dict.fromkeys(self._vocabulary.add(text))) for text in (topic.name, *topic.keywords)} - {()}

    def _weights(self, terms: Iterable[tuple[int, Sequence[int]]], count: int) -> list[float]:
        """What each word is worth: less if many topics have it."""
        owners: dict[int, set[int]] = {}
        for topic, words in terms:
            for word in words:
                owners.setdefault(word, set()).add(topic)
        weights = []
        for word, folded in enumerate(self._vocabulary.folded):
            shared = owners[word].union(*(owners[same] for same in self._vocabulary.find(folded)))
            weights.append(math.log(1 + count / len(shared)))
        return weights

    def mentioned(self, words: Iterable[str]) -> dict[int, Mention]:
        """Each topic that these words mention, which are close together."""
        times: Counter[int] = Counter()
        said: dict[int, set[str]] = {}
        for word in words:
            for number in self._vocabulary.find(word):
                times[number] += 1
                said.setdefault(number, set()).add(word)
        shares: dict[int, float] = {}  # of terms
        often: dict[int, int] = {}
        by: dict[int, set[str]] = {}
        any_term: dict[int, float] = {}  # of topics: the sum of each word's greatest share of one of its terms
        for number, count in times.items():
            most: dict[int, float] = {}
            for term, share in self._shares[number]:
                shares[term] = shares.get(term, 0) + share
                often[term] = max(count, often.get(term, 0))
                telling = by.setdefault(term, set())
                if not self._common[number]:
                    telling |= said[number]
                topic = self._topic_of[term]
                most[topic] = max(share, most.get(topic, 0))
            for topic, share in most.items():
                any_term[topic] = any_term.get(topic, 0) + share
        best: dict[int, int] = {}
        for term, share in shares.items():
            topic = self._topic_of[term]
            if topic not in best or share > shares[best[topic]]:
                best[topic] = term
        return {
            topic: Mention(shares[term] + ALSO * (any_term[topic] - shares[term]), shares[term], often[term], by[term])
            for topic, term in best.items()
        }

    def about(self, lines: Iterable[Line], strictly: bool = False) -> list[str]:
        """The topics of a conversation, most mentioned first; `strictly` only by one of their terms at a time, where a
        model knows most topics better."""
        visitors: Counter[int] = Counter()
        everybodys: dict[int, float] = {}
        faint: dict[int, float] = {}
        for line in lines:
            by_visitor = line.sender == "VISITOR"
            for words in windows(line.text):
                mentioned = self.mentioned(words)
                if strictly:
                    mentioned = {topic: one._replace(share=one.of_a_term) for topic, one in mentioned.items()}
                for topic, mention in _meant(mentioned, LATER if visitors else ENOUGH).items():
                    worth = mention.share * mention.times * (1 if by_visitor else AGENTS_WORD)
                    everybodys[topic] = everybodys.get(topic, 0) + worth
                    visitors[topic] += by_visitor
                if by_visitor:
                    for topic, mention in mentioned.items():
                        faint[topic] = max(mention.share, faint.get(topic, 0))
        found = [topic for topic, worth in everybodys.items() if visitors[topic] or worth >= BY_AGENTS_ALONE]
        if not found and not strictly:
            return [self.names[topic] for topic in _leading(faint)]
        return [self.names[topic] for topic in sorted(found, key=lambda topic: -everybodys[topic])[:MOST_TOPICS]]


def _meant(mentioned: dict[int, Mention], enough: float) -> dict[int, Mention]:
    """Those mentioned enough, but for those whose words are a part of another's: "seat" in "seat assignment"."""
    least = max(enough, RIVAL * max((mention.share for mention in mentioned.values()), default=0))
    found = {topic: mention for topic, mention in mentioned.items() if mention.share >= least}
    return {
        topic: mention
        for topic, mention in found.items()
        if not any(set(mention.words) < set(other.words) for other in found.values())
    }


def _leading(shares: dict[int, float]) -> list[int]:
    """The topic that is mentioned most, if another is not mentioned about as much."""
    best = sorted(shares, key=lambda topic: -shares[topic])[:2]
    if not best or shares[best[0]] < FAINT:
        return []
    return best[:1] if len(best) == 1 or shares[best[0]] - shares[best[1]] >= FAINT_LEAD else []


def windows(text: str) -> Iterator[list[str]]:
    """A text's words, in overlapping windows if there are many."""
    words = stems.tokens(text)
    for start in range(0, max(len(words) - WINDOW // 2, 1), WINDOW // 2):
        yield words[start : start + WINDOW]
