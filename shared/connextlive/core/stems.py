"""Word stems, for matching topics: `invoices` is `invoice`, `faturamı` is `fatura`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from connextlive.core.i18n import LANGUAGES
from connextlive.core.text import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
ALIKE = 0.86  # difflib's ratio: "subscription" and "subscripton"
SHORTEST_PREFIX = 5
SHORTEST_MISSPELLED = 6  # letters of a stem that may lack one
SHORTEST_WRONG = 8  # letters of a stem of which one may be wrong
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
    from Stemmer import Stemmer

    return Stemmer(LANGUAGES[language].lower())


def matches(word: Word, term: Word) -> bool:
    """Whether a word in a text matches a term's word: the same stem, an inflected form or compound starting with it, or
    one letter different."""
    if word.root == term.root or word.whole.startswith(term.beginnings):
        return True
    return len(term.root) >= SHORTEST_MISSPELLED and _is_misspelled(word.root, term.root)


class Vocabulary:
    """Words of terms, and for a word of a text those that it matches: found without comparing it with each."""

    def __init__(self, language: str) -> None:
        self._language = language
        self.folded: list[str] = []
        self._words: dict[Word, int] = {}
        self._by_root: dict[str, list[int]] = {}
        self._by_beginning: dict[str, list[int]] = {}
        self._by_shortened: dict[str, list[Word]] = {}
        self._letters: set[str] = set()
        self._lengths: set[int] = set()
        self._found: dict[str, frozenset[int]] = {}

    def add(self, text: str) -> tuple[int, ...]:
        """The numbers of a term's words."""
        return tuple(self._add(word) for word in stems(text, self._language))

    def _add(self, word: Word) -> int:
        if word in self._words:
            return self._words[word]
        number = self._words[word] = len(self._words)
        self.folded.append(word.whole)
        self._by_root.setdefault(word.root, []).append(number)
        for beginning in word.beginnings:
            self._by_beginning.setdefault(beginning, []).append(number)
            self._lengths.add(len(beginning))
        if len(word.root) >= SHORTEST_MISSPELLED:
            for shortened in (word.root, *_shortened(word.root)):
                self._by_shortened.setdefault(shortened, []).append(word)
        self._letters.add(word.root[:1])
        self._found.clear()
        return number

    def find(self, word: str) -> frozenset[int]:
        """The numbers of the words that `matches` says this word of a text matches."""
        if (known := self._found.get(word)) is None:
            known = self._found[word] = frozenset(self._search(word))
        return known

    def _search(self, text: str) -> Iterator[int]:
        whole = fold(text)
        if whole[:1] not in self._letters:
            return  # neither a stem nor a misspelling has another first letter
        yield from (number for length in self._lengths for number in self._by_beginning.get(whole[:length], ()))
        root = stem(text, self._language)
        yield from self._by_root.get(root, ())
        if self._by_shortened and len(root) >= SHORTEST_MISSPELLED - 1:
            near = {word for key in (root, *_shortened(root)) for word in self._by_shortened.get(key, ())}
            yield from (self._words[word] for word in near if _is_misspelled(root, word.root))


def _shortened(word: str) -> Iterator[str]:
    """The word without each of its letters but the first."""
    return (word[:place] + word[place + 1 :] for place in range(1, len(word)))


def _is_misspelled(one: str, other: str) -> bool:
    """Whether a letter is missing or too many, or in a longer word, wrong or swapped with its neighbor. Only words with
    the same first letter are similar: an order is not a border."""
    if one[:1] != other[:1] or abs(len(one) - len(other)) > 1:
        return False
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return short in _shortened(long)
    different = [place for place in range(len(one)) if one[place] != other[place]]
    if len(one) < SHORTEST_WRONG or len(different) > 2:
        return False
    return len(different) < 2 or (
        different[1] == different[0] + 1
        and one[different[0]] + one[different[1]] == other[different[1]] + other[different[0]]
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
