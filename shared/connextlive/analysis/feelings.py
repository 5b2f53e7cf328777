"""How likely a line is displeased, neither, or pleased, by weights of its words and pairs of words.

`benchmarks/ai/feelings.py` has made them of human-labeled sentences; docs/ai.md says of which. English only: for the
other languages no such set may be shared.
"""

import json
import math
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "feelings"
LANGUAGES = ("en",)
SCALE = 50  # weights are stored as whole numbers, of so many parts
_WORD = re.compile(r"[a-z']+|[!?]")


class Feeling(NamedTuple):
    """Probabilities; what remains is neither."""

    displeased: float
    pleased: float


class Feelings:
    """A language's weights: of each feature for displeased and for pleased, against neither."""

    def __init__(self, biases: tuple[float, float], weights: dict[str, tuple[float, float]]) -> None:
        self._biases = biases
        self._weights = weights

    def of(self, text: str) -> Feeling:
        displeased, pleased = self._biases
        for feature in features(text):
            if feature in self._weights:
                weights = self._weights[feature]
                displeased += weights[0]
                pleased += weights[1]
        return probabilities(displeased, pleased)


def features(text: str) -> set[str]:
    """A text's words and pairs of words."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    return {*words, *(f"{one} {next_one}" for one, next_one in pairwise(words))}


def probabilities(displeased: float, pleased: float) -> Feeling:
    """Of the scores against neither."""
    most = max(displeased, pleased, 0.0)
    powers = [math.exp(score - most) for score in (displeased, pleased, 0.0)]
    return Feeling(powers[0] / sum(powers), powers[1] / sum(powers))


@cache
def feelings(language: str) -> Feelings | None:
    """The language's weights, if it has any."""
    if language not in LANGUAGES:
        return None
    stored = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    displeased, pleased = stored["biases"]
    weights = {feature: (one[0] / SCALE, one[1] / SCALE) for feature, one in stored["weights"].items()}
    return Feelings((displeased / SCALE, pleased / SCALE), weights)
