"""What somebody types into a search box, and where a text answers it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connextlive.words import located

SHOWN = 160  # characters of a text that a snippet shows
BEFORE = 40  # of them before the first match
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')

type Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """Words, each of which matches what begins with it; and phrases in quotes, whole words one after the other."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, text: str) -> "Asked":
        phrases = [tuple(word for word, _, _ in located(quoted)) for quoted in _QUOTED.findall(text)]
        free = dict.fromkeys(word for word, _, _ in located(_QUOTED.sub(" ", text)))
        return cls(tuple(free), tuple(dict.fromkeys(filter(None, phrases))))

    def spans(self, text: str) -> list[Span]:
        """Where the text has any of it, from left to right, without overlaps."""
        found = located(text)
        spans = [(start, end) for word, start, end in found if word.startswith(self.words)] if self.words else []
        spans += [span for phrase in self.phrases for span in _places(phrase, found)]
        apart: list[Span] = []
        for start, end in sorted(spans):
            if apart and start <= apart[-1][1]:
                apart[-1] = apart[-1][0], max(end, apart[-1][1])
            else:
                apart.append((start, end))
        return apart


def has_phrase(text: str, phrase: tuple[str, ...]) -> bool:
    """Whether the words stand in the text one after the other."""
    return any(True for _ in _places(phrase, located(text)))


def snippet(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """The part of a text around its first match, and the matches in it: in UTF-16 code units, as JavaScript counts."""
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


def _places(phrase: tuple[str, ...], found: list[tuple[str, int, int]]) -> Iterator[Span]:
    for number in range(len(found) - len(phrase) + 1):
        if all(found[number + place][0] == word for place, word in enumerate(phrase)):
            yield found[number][1], found[number + len(phrase) - 1][2]
