"""Which of the workspace's topics a conversation is about, by their names and keywords."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from connextlive.analysis import MOST_TOPICS, Line, Topic
from connextlive.analysis.lexicon import Lexicon, lexicon
from connextlive.core import stems

ENOUGH = 0.55  # of a term's weight must be mentioned close together
NAMES_ALONE = 1.2  # what a name is worth if no topic has keywords
COMMON_WORD = 0.3  # a function word's weight
RIVAL = 0.5  # of the best topic's share, where one sentence mentions several
AGENTS_WORD = 0.5  # what an agent says counts half,
BY_AGENTS_ALONE = 1.0  # and a topic that the visitor does not mention must be mentioned twice
WINDOW = 24  # words that are close together


class Topics:
    """The workspace's topics, ready to be found in any number of sentences."""

    def __init__(self, topics: Sequence[Topic], language: str) -> None:
        self.names = [topic.name for topic in topics]
        self._vocabulary = stems.Vocabulary(language)
        worth = 1.0 if any(topic.keywords for topic in topics) else NAMES_ALONE
        terms = [(index, words) for index, topic in enumerate(topics) for words in self._words(topic)]
        weights = self._weights(terms, len(topics), lexicon(language))
        # For each word the terms that it occurs in, with its share of their weight.
        self._shares: dict[int, list[tuple[int, float]]] = {}
        self._topic_of = [topic for topic, _ in terms]
        for number, (_, words) in enumerate(terms):
            whole = sum(weights[word] for word in words)
            for word in words:
                self._shares.setdefault(word, []).append((number, worth * weights[word] / whole))

    def _words(self, topic: Topic) -> set[tuple[int, ...]]:
        return {tuple(dict.fromkeys(self._vocabulary.add(text))) for text in (topic.name, *topic.keywords)} - {()}

    def _weights(self, terms: Iterable[tuple[int, Sequence[int]]], count: int, known: Lexicon) -> list[float]:
        """What each word is worth: less if many topics have it, and if most sentences do."""
        owners: dict[int, set[int]] = {}
        for topic, words in terms:
            for word in words:
                owners.setdefault(word, set()).add(topic)
        weights = []
        for word, folded in enumerate(self._vocabulary.folded):
            shared = owners[word].union(*(owners[same] for same in self._vocabulary.find(folded)))
            common = COMMON_WORD if folded in known.stopwords else 1
            weights.append(common * math.log(1 + count / len(shared)))
        return weights

    def mentioned(self, words: Iterable[str]) -> dict[int, tuple[float, int]]:
        """Of each topic that these words mention, which are close together: its best term's share, and how often."""
        times = Counter(number for word in words for number in self._vocabulary.find(word))
        shares: dict[int, float] = {}
        often: dict[int, int] = {}
        for word, count in times.items():
            for term, share in self._shares[word]:
                shares[term] = shares.get(term, 0) + share
                often[term] = max(count, often.get(term, 0))
        best: dict[int, tuple[float, int]] = {}
        for term, share in shares.items():
            topic = self._topic_of[term]
            if share > best.get(topic, (0, 0))[0]:
                best[topic] = (share, often[term])
        return best

    def about(self, lines: Iterable[Line]) -> list[str]:
        """The topics of a conversation, most mentioned first."""
        visitors: Counter[int] = Counter()
        everybodys: dict[int, float] = {}
        for line in lines:
            by_visitor = line.sender == "VISITOR"
            for words in windows(line.text):
                mentioned = self.mentioned(words)
                least = max(ENOUGH, RIVAL * max((share for share, _ in mentioned.values()), default=0))
                for topic, (share, times) in mentioned.items():
                    if share >= least:
                        worth = share * times * (1 if by_visitor else AGENTS_WORD)
                        everybodys[topic] = everybodys.get(topic, 0) + worth
                        visitors[topic] += by_visitor
        found = [topic for topic, worth in everybodys.items() if visitors[topic] or worth >= BY_AGENTS_ALONE]
        return [self.names[topic] for topic in sorted(found, key=lambda topic: -everybodys[topic])[:MOST_TOPICS]]


def windows(text: str) -> Iterator[list[str]]:
    """A text's words, in overlapping windows if there are many."""
    words = stems.tokens(text)
    for start in range(0, max(len(words) - WINDOW // 2, 1), WINDOW // 2):
        yield words[start : start + WINDOW]
