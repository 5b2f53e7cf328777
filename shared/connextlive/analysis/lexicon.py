"""A language's word lists, and what of them occurs in a text."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from connextlive.analysis.phrases import GAP, Phrases
from connextlive.core.text import fold

LEXICONS = Path(__file__).parent / "lexicons"
_WORD = re.compile(r"[\w']+|\?")
REMEMBERED = 50_000  # words whose numbers are kept


@dataclass(frozen=True, slots=True)
class Reading:
    """A text's folded words, with question marks as words, and where each list's phrases occur in them."""

    words: Sequence[str]
    found: dict[str, list[tuple[int, int]]]

    def count(self, name: str) -> int:
        return len(self.found.get(name, ()))

    def has(self, *names: str) -> bool:
        return any(name in self.found for name in names)


class Lexicon:
    """In a phrase `*` stands for any letters at an end of a word, and `..` for up to three words."""

    def __init__(self, file: Path) -> None:
        lists = json.loads(file.read_text(encoding="utf-8"))
        self.stopwords = frozenset(_folded(lists.pop("stopwords")).split())
        self.negators = frozenset(_folded(lists.pop("negators")).split())
        self._numbers: dict[str, int] = {}
        self._phrases = Phrases(
            ([GAP if part == ".." else self._number(part) for part in _folded(phrase).split()], name)
            for name, phrases in lists.items()
            for phrase in phrases
        )
        patterns = [part for part in self._numbers if "*" in part]
        self._beginnings = {part[:-1] for part in patterns if part.endswith("*")}
        self._endings = {part[1:] for part in patterns if part.startswith("*")}
        self._lengths = sorted({len(part) for part in self._beginnings | self._endings})
        self._numbers_of = lru_cache(REMEMBERED)(self._match)

    def _number(self, part: str) -> int:
        return self._numbers.setdefault(part, len(self._numbers))

    def _match(self, word: str) -> tuple[int, ...]:
        parts = [word]
        for length in self._lengths:
            if (beginning := word[:length]) in self._beginnings and length <= len(word):
                parts.append(beginning + "*")
            if (ending := word[-length:]) in self._endings and length <= len(word):
                parts.append("*" + ending)
        return tuple(self._numbers[part] for part in parts if part in self._numbers)

    def knows(self, word: str) -> bool:
        """Whether it is a function word, or in one of the lists by itself."""
        return _folded(word) in self.stopwords or bool(self.read(word).found)

    def read(self, text: str) -> Reading:
        words = words_of(text)
        found: dict[str, list[tuple[int, int]]] = {}
        for name, start, end in self._phrases.find([self._numbers_of(word) for word in words]):
            found.setdefault(name, []).append((start, end))
        return Reading(words, found)


@cache
def lexicon(language: str, folder: Path = LEXICONS) -> Lexicon:
    return Lexicon(folder / f"{language}.json")


def words_of(text: str) -> list[str]:
    """Folded words, and question marks."""
    return _WORD.findall(_folded(text))


def _folded(text: str) -> str:
    return fold(text.replace("’", "'"))
