"""Words without their endings, for matching topics: `invoices` is `invoice`, `faturamı` is `fatura`."""

import re
from difflib import SequenceMatcher
from functools import cache
from importlib import import_module
from typing import Any

from connextlive.words import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SNOWBALL = {"en": "english", "tr": "turkish", "de": "german", "es": "spanish"}
ALIKE = 0.86  # of difflib's ratio: "subscription" and "subscripton"
SHORTEST_PREFIX = 5


def tokens(text: str) -> list[str]:
    """The words of a text as they stand there."""
    return _WORD.findall(text)


def stem(word: str, language: str) -> str:
    """A word's folded stem in a language."""
    # Turkish's own way with its two letters i, before anything else makes lower case of them.
    lower = word.replace("İ", "i").replace("I", "ı").lower() if language == "tr" else word.lower()
    return fold(_stemmer(language).stemWord(lower.replace("’", "'").partition("'")[0])) or fold(word)


def stems(text: str, language: str) -> list[str]:
    return [stem(word, language) for word in tokens(text)]


@cache
def _stemmer(language: str) -> Any:
    # By module: in the layer, the package is trimmed to these.
    name = _SNOWBALL[language]
    return getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")()


def matches(word: str, term: str) -> bool:
    """Whether a stem in a text is that of a term: the same, a compound that begins with it, or one letter off."""
    if word == term:
        return True
    if len(term) >= SHORTEST_PREFIX and word.startswith(term):
        return True
    return len(term) > SHORTEST_PREFIX and abs(len(word) - len(term)) <= 1 and _similar(word, term)


def occurrences(term: tuple[str, ...], text: list[str]) -> int:
    """How often a term's stems stand in a row in a text's."""
    return sum(
        all(matches(word, wanted) for word, wanted in zip(text[start : start + len(term)], term, strict=True))
        for start in range(len(text) - len(term) + 1)
    )


def same(one: str, other: str, language: str) -> bool:
    """Whether two names of topics mean the same: nobody wants `Invoice` beside `invoices`."""
    if fold(one) == fold(other):
        return True
    left, right = " ".join(stems(one, language)), " ".join(stems(other, language))
    return left == right or (min(len(left), len(right)) >= SHORTEST_PREFIX and _similar(left, right))


def _similar(one: str, other: str) -> bool:
    """Of words with the same first letter: an order is no border."""
    return one[:1] == other[:1] and SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
