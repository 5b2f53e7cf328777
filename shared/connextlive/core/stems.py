"""Word stems, for matching topics: `invoices` is `invoice`, `faturamı` is `fatura`."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib import import_module
from typing import Any

from connextlive.core.i18n import LANGUAGES
from connextlive.core.text import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
ALIKE = 0.86  # difflib's ratio: "subscription" and "subscripton"
SHORTEST_PREFIX = 5
SHORTEST_TURKISH_PREFIX = 4  # Turkish has more short words, with more suffixes
# German plurals with a vowel change: Konto and Konten, Firma and Firmen, Datum and Daten.
_CHANGING = re.compile(r"(?:um|us|o|a)$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word for comparison: its stem, and prefixes it may start with. Snowball cuts a bare word further than its
    inflected forms (`iade` to `ia`, `iadem` to `iade`), so stems alone would not match them."""

    root: str
    whole: str
    beginnings: tuple[str, ...]


def tokens(text: str) -> list[str]:
    """The words of a text as written."""
    return _WORD.findall(text)


def stem(word: str, language: str) -> str:
    """A word's folded stem in a language."""
    # Turkish lower-casing of its two letters i, before anything else lower-cases them.
    lower = word.replace("İ", "i").replace("I", "ı").lower() if language == "tr" else word.lower()
    return fold(_stemmer(language).stemWord(lower.replace("’", "'").partition("'")[0])) or fold(word)


def stems(text: str, language: str) -> list[Word]:
    return [_word(word, language) for word in tokens(text)]


def _word(word: str, language: str) -> Word:
    root, whole = stem(word, language), fold(word)
    least = SHORTEST_TURKISH_PREFIX if language == "tr" else SHORTEST_PREFIX
    plural = _CHANGING.sub("en", whole) if language == "de" else whole
    return Word(root, whole, tuple(dict.fromkeys(form for form in (whole, root, plural) if len(form) >= least)))


@cache
def _stemmer(language: str) -> Any:
    # By module, because the layer's build removes the other languages.
    name = LANGUAGES[language].lower()
    return getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")()


def matches(word: Word, term: Word) -> bool:
    """Whether a word in a text matches a term's word: the same stem, an inflected form or compound starting with it, or
    one letter different."""
    if word.root == term.root or word.whole.startswith(term.beginnings):
        return True
    one, other = word.root, term.root
    return len(other) > SHORTEST_PREFIX and abs(len(one) - len(other)) <= 1 and _similar(one, other)


def occurrences(term: tuple[Word, ...], text: list[Word]) -> int:
    """How often a term's stems occur consecutively in a text's."""
    return sum(
        all(matches(word, wanted) for word, wanted in zip(text[start : start + len(term)], term, strict=True))
        for start in range(len(text) - len(term) + 1)
    )


def same(one: str, other: str, language: str) -> bool:
    """Whether two topic names mean the same: nobody wants `Invoice` beside `invoices`."""
    if fold(one) == fold(other):
        return True
    left, right = (" ".join(word.root for word in stems(name, language)) for name in (one, other))
    return left == right or (min(len(left), len(right)) >= SHORTEST_PREFIX and _similar(left, right))


def _similar(one: str, other: str) -> bool:
    """Only words with the same first letter are similar: an order is not a border."""
    return one[:1] == other[:1] and SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
