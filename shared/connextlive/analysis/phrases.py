"""Many phrases, found together in one pass over a text's words."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

GAP = -1  # in a phrase: up to LONGEST_GAP words of any kind
LONGEST_GAP = 3


@dataclass(slots=True)
class _Node:
    following: dict[int, "_Node"] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)


class Phrases[Kind]:
    """A tree of phrases. A phrase is a sequence of numbers, each of which stands for any words: of which, the caller
    knows. So the time to search a text does not depend on how many phrases there are."""

    def __init__(self, phrases: Iterable[tuple[Sequence[int], Kind]]) -> None:
        self._root = _Node()
        self._kinds: list[Kind] = []
        for words, kind in phrases:
            node = self._root
            for word in words:
                node = node.following.setdefault(word, _Node())
            node.ends.append(len(self._kinds))
            self._kinds.append(kind)

    def find(self, text: Sequence[Collection[int]]) -> Iterator[tuple[Kind, int, int]]:
        """Each phrase's kind with its start and end; `text` has the numbers that each word matches. Of each kind the
        longest at a place is found, and none that overlaps with one before."""
        taken: dict[Kind, int] = {}
        first = self._root.following
        for start, numbers in enumerate(text):
            if first.keys().isdisjoint(numbers):
                continue
            longest: dict[Kind, int] = {}
            for kind, end in self._from(self._root, text, start):
                longest[kind] = max(end, longest.get(kind, 0))
            for kind, end in longest.items():
                if start >= taken.get(kind, 0):
                    taken[kind] = end
                    yield kind, start, end

    def _from(self, node: _Node, text: Sequence[Collection[int]], place: int) -> Iterator[tuple[Kind, int]]:
        for phrase in node.ends:
            yield self._kinds[phrase], place
        if place >= len(text):
            return
        for number in text[place]:
            if number in node.following:
                yield from self._from(node.following[number], text, place + 1)
        if GAP in node.following:
            for skipped in range(LONGEST_GAP + 1):
                if place + skipped <= len(text):
                    yield from self._from(node.following[GAP], text, place + skipped)
