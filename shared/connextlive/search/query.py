"""Search queries, and where a text matches them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from connextlive.core.text import Located, located, respelled, spellings

SHOWN = 160  # characters of a text that a snippet shows
BEFORE = 40  # of these, before the first match
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')

type Span = tuple[int, int]


class Document(NamedTuple):
    """A text by its ULID, and the entity that it belongs to; they are of one ULID if it is the entity's own text."""

    ulid: str
    entity: str


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Words in all their spellings, each matching as a prefix, and phrases of adjacent whole words: what is in quotes,
    and what is written without spaces."""

    words: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, text: str) -> "SearchQuery":
        phrases = [tuple(word for word, _, _ in _apart(located(quoted))) for quoted in _QUOTED.findall(text)]
        free = _QUOTED.sub(" ", text)
        others = spellings(free)
        found: dict[str, None] = {}
        for run in _runs(located(free)):
            if len(run) > 2:
                phrases.append(tuple(word for word, _, _ in run[:-1]))
            else:
                found[run[0][0]] = None
        return cls(tuple((word, *others.get(word, ())) for word in found), tuple(dict.fromkeys(filter(None, phrases))))

    def spans(self, text: str) -> list[Span]:
        """All matches in the text, from left to right, without overlaps."""
        found = located(text)
        beginnings = tuple(word for spelled in self.words for word in spelled)
        spelled = [*found, *respelled(text)] if beginnings else ()
        spans = [(start, end) for word, start, end in spelled if word.startswith(beginnings)]
        spans += [span for phrase in self.phrases for span in _places(phrase, _apart(found))]
        apart: list[Span] = []
        for start, end in sorted(spans):
            if apart and start <= apart[-1][1]:
                apart[-1] = apart[-1][0], max(end, apart[-1][1])
            else:
                apart.append((start, end))
        return apart


def has_phrase(text: str, phrase: tuple[str, ...]) -> bool:
    """Whether the words are adjacent in the text."""
    return any(True for _ in _places(phrase, _apart(located(text))))


def has_word(text: str, beginning: str) -> bool:
    """Whether a word of the text, in any spelling, starts like this."""
    return any(word.startswith(beginning) for word, _, _ in respelled(text))


def _runs(found: list[Located]) -> Iterator[list[Located]]:
    """Words, grouped if they share letters: the pairs of a script without spaces."""
    run: list[Located] = []
    for word in found:
        if run and word[1] >= run[-1][2]:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _apart(found: list[Located]) -> list[Located]:
    """Without the last single letter in a script without spaces: its pairs already locate it."""
    return [word for run in _runs(found) for word in (run[:-1] or run)]


def snippet(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """The part of a text around its first match, and the matches in it, in UTF-16 code units, as JavaScript counts."""
    first, last = max(0, spans[0][0] - BEFORE), len(text)
    if first:
        first = _or_else(text.find(" ", first, spans[0][0]) + 1, first)
    if last - first > SHOWN:
        last = max(_or_else(text.rfind(" ", first, first + SHOWN), first + SHOWN), min(spans[0][1], first + SHOWN))
    begin, end = "…" if first else "", "…" if last < len(text) else ""
    shown = begin + text[first:last] + end

    def units(position: int) -> int:
        return len(shown[: position - first + len(begin)].encode("utf-16-le", "surrogatepass")) // 2

    return shown, [(units(start), units(min(stop, last))) for start, stop in spans if start < last]


def _or_else(position: int, instead: int) -> int:
    return position if position > 0 else instead


def _places(phrase: tuple[str, ...], found: list[Located]) -> Iterator[Span]:
    for number in range(len(found) - len(phrase) + 1):
        if all(found[number + place][0] == word for place, word in enumerate(phrase)):
            yield found[number][1], found[number + len(phrase) - 1][2]
