"""What a workspace's agents have confirmed or corrected, learned: a model of its topics.

A conversation is about a topic if one of the visitor's lines is: each line has a probability, of its words, of parts of
them (for misspellings and other forms), and of how much of the topic's name and keywords it mentions. So from labels of
whole conversations the model learns which line speaks of what (a "noisy or"). It is linear in the words, and can be
explained by them. Written without numpy, which takes longer to import than a few hundred examples take to learn.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import chain

from connextlive.analysis import MOST_TOPICS, Example, Line, Topic
from connextlive.analysis.learned import PART, Learned, Model
from connextlive.analysis.topics import Topics, windows
from connextlive.core.text import fold

LETTERS = 3  # of a part of a word
EPOCHS = 14
RATE = 0.25
DECAY = 0.003
NEGLIGIBLE = 0.002  # an error that changes nothing
FEW = 3  # conversations; with fewer a topic is found by its name and keywords
SMALLEST = 0.05  # weight that is kept
REMEMBERED = 20_000  # words whose parts are kept
OTHERS, OTHERS_FOR_EACH = 150, 3  # conversations that are not about a topic: so many at least, and for each that is

type Features = tuple[list[int], list[float]]


@lru_cache(REMEMBERED)
def _parts(word: str) -> list[str]:
    bounded = f"<{word}>"
    return [word, *(f"{PART}{bounded[start : start + LETTERS]}" for start in range(len(bounded) - LETTERS + 1))]


def features(words: Iterable[str]) -> list[str]:
    """A line's words and their parts, folded."""
    return list(dict.fromkeys(chain.from_iterable(_parts(fold(word)) for word in words)))


def _vector(words: Sequence[str], rarity: dict[str, float]) -> dict[str, float]:
    found = {feature: rarity[feature] for feature in features(words) if feature in rarity}
    length = math.sqrt(sum(value * value for value in found.values())) or 1.0
    return {feature: value / length for feature, value in found.items()}


def learn(examples: Sequence[Example], topics: Sequence[Topic], language: str) -> Model:
    """A model of the topics that have enough examples. Deterministic."""
    listed = Topics(topics, language)
    windowed = [[words for line in example.lines for words in windows(line) if words] for example in examples]
    distinct = {tuple(words) for one in windowed for words in one}
    often = Counter(feature for words in distinct for feature in features(words))
    rarity = {feature: math.log(1 + len(distinct) / count) for feature, count in often.items() if count > 1}
    numbers = {feature: number for number, feature in enumerate(rarity)}
    vectors: dict[tuple[str, ...], Features] = {}
    mentioned = {}
    for words in distinct:
        vector = _vector(words, rarity)
        vectors[words] = ([numbers[feature] for feature in vector], list(vector.values()))
        mentioned[words] = listed.mentioned(words)
    learned = {}
    for index, name in enumerate(listed.names):
        right = [name in example.topics for example in examples]
        if sum(right) < FEW:
            continue
        chosen, weight = _chosen(right)
        rows = [
            [
                (mentioned[key][index].of_a_term if index in mentioned[key] else 0.0, *vectors[key])
                for key in dict.fromkeys(map(tuple, windowed[one]))
            ]
            for one in chosen
        ]
        known, weights = _fit(Learned(sum(right)), rows, [right[one] for one in chosen], weight, len(numbers))
        known.weights = {
            feature: round(weight, 3)
            for feature, weight in zip(rarity, weights, strict=True)
            if abs(weight) >= SMALLEST
        }
        learned[name] = known
    used = set(chain.from_iterable(known.weights for known in learned.values()))
    kept = {feature: round(value, 3) for feature, value in rarity.items() if feature in used}
    return Model(learned, kept, _sizes([learned.keys() & example.topics for example in examples]))


def _sizes(examples: Sequence[Collection[str]]) -> list[float]:
    """How much more examples have no topic, one, and so on, than if their topics did not depend on each other. The
    square root, because a line's words already say some of it."""
    expected = [1.0]
    for count in Counter(chain.from_iterable(examples)).values():
        share = count / len(examples)
        expected = [
            without * (1 - share) + with_it * share
            for without, with_it in zip([*expected, 0.0], [0.0, *expected], strict=True)
        ]
    often = Counter(map(len, examples))
    return [
        round(math.sqrt((often[size] + likely) / (len(examples) * likely + likely)), 3) if likely else 1.0
        for size, likely in enumerate(expected[: MOST_TOPICS + 1])
    ]


def _chosen(right: Sequence[bool]) -> tuple[list[int], float]:
    """The examples that a topic is learned from: all that are about it, and some of the others, which stand for so many
    each."""
    others = [number for number, is_about in enumerate(right) if not is_about]
    most = max(OTHERS, OTHERS_FOR_EACH * (len(right) - len(others)))
    step = max(1.0, len(others) / most)
    left_out = set(others) - {others[int(place * step)] for place in range(int(len(others) / step))}
    return [number for number in range(len(right)) if number not in left_out], step


def _fit(
    known: Learned,
    rows: Sequence[list[tuple[float, list[int], list[float]]]],
    right: Sequence[bool],
    weight: float,
    width: int,
) -> tuple[Learned, list[float]]:
    """Gradient descent with a step of its own for each weight of a word (AdaGrad). `weight` is that of an example which
    is not about the topic."""
    weights = [0.0] * width
    seen = [1e-2] * width
    seen_bias = seen_coverage = 1.0
    for epoch in range(EPOCHS):
        for example in range(epoch % 7, len(rows) * 7 + epoch % 7, 7):
            lines, is_about = rows[example % len(rows)], right[example % len(rows)]
            scores = [
                known.bias
                + known.coverage * coverage
                + sum([weights[number] * value for number, value in zip(numbers, values, strict=True)])
                for coverage, numbers, values in lines
            ]
            odds = sum(map(_softplus, scores))
            error = -1 / math.expm1(max(odds, 1e-6)) if is_about else weight
            for score, (coverage, numbers, values) in zip(scores, lines, strict=True):
                step = max(error, -20.0) * _sigmoid(score)
                if abs(step) < NEGLIGIBLE:
                    continue
                for number, value in zip(numbers, values, strict=True):
                    gradient = step * value + DECAY * weights[number]
                    seen[number] += gradient * gradient
                    weights[number] -= RATE * gradient / math.sqrt(seen[number])
                seen_bias += step * step
                known.bias -= RATE * step / math.sqrt(seen_bias)
                gradient = step * coverage
                seen_coverage += gradient * gradient
                known.coverage -= RATE * gradient / math.sqrt(seen_coverage)
    return known, weights


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-score)) if score > -30 else 0.0


def _softplus(score: float) -> float:
    return score + math.log1p(math.exp(-score)) if score > 0 else math.log1p(math.exp(max(score, -30.0)))


class Reader:
    """Finds topics by what was learned. `listed` are the workspace's, in its language."""

    def __init__(self, model: Model, listed: Topics) -> None:
        self._model = model
        self._listed = listed

    def about(self, lines: Sequence[Line], named: Sequence[str]) -> list[str]:
        """The topics of a conversation, likeliest first; after them those `named` of which nothing was learned."""
        likely = self.probabilities(line.text for line in lines if line.sender == "VISITOR")
        others = [name for name in named if name not in likely]
        return [*self._likeliest(likely), *others][:MOST_TOPICS]

    def _likeliest(self, likely: dict[str, float]) -> list[str]:
        """So many of the likeliest topics as is likeliest for a conversation to have."""
        sizes = [*self._model.sizes, *[1.0] * MOST_TOPICS]
        order = sorted(likely, key=lambda name: -likely[name])[:MOST_TOPICS]
        best = together = math.log(sizes[0])
        count = 0
        for size, name in enumerate(order, 1):
            probability = min(max(likely[name], NEGLIGIBLE), 1 - NEGLIGIBLE)
            together += math.log(probability / (1 - probability)) + math.log(sizes[size] / sizes[size - 1])
            if together > best:
                best, count = together, size
        return order[:count]

    def probabilities(self, lines: Iterable[str]) -> dict[str, float]:
        """Of each topic that was learned, how likely the conversation is about it."""
        odds = dict.fromkeys((name for name in self._listed.names if name in self._model.topics), 0.0)
        seen: set[tuple[str, ...]] = set()
        for words in chain.from_iterable(map(windows, lines)):
            if not words or tuple(words) in seen:
                continue
            seen.add(tuple(words))
            vector = _vector(words, self._model.rarity)
            mentioned = self._listed.mentioned(words)
            for index, name in enumerate(self._listed.names):
                if name in odds:
                    known = self._model.topics[name]
                    score = known.bias + known.coverage * (mentioned[index].of_a_term if index in mentioned else 0.0)
                    score += sum([value * known.weights.get(feature, 0.0) for feature, value in vector.items()])
                    odds[name] += _softplus(score)
        return {name: -math.expm1(-value) for name, value in odds.items()}
