"""What is read of a long transcript: its beginning, where the problem is stated, and its end, where it is decided."""

import re
from collections.abc import Sequence
from dataclasses import replace

from connextlive.analysis import Line

LONGEST_LINE = 2_000
PRIVATE = re.compile(r"[^\s@]+@[^\s@]+\.\w+|\+?\d(?:[ -]?\d){6,}")  # addresses; phone, card and account numbers


def masked(text: str) -> str:
    """The text without what identifies a person."""
    return PRIVATE.sub("…", text)


def of(lines: Sequence[Line], characters: int) -> list[Line]:
    """The lines with about this many characters in all, long ones shortened."""
    read = [replace(line, text=shortened(line.text)) if len(line.text) > LONGEST_LINE else line for line in lines]
    first, last = ends([len(line.text) for line in read], characters)
    return read[:first] + read[last:]


def shortened(text: str) -> str:
    """A text without its middle, if it is long."""
    if len(text) <= LONGEST_LINE:
        return text
    return f"{text[: LONGEST_LINE * 2 // 3]} … {text[-LONGEST_LINE // 3 :]}"


def ends(sizes: Sequence[int], budget: int) -> tuple[int, int]:
    """Where the beginning ends and where the end begins, with a third and two thirds of the budget: at least one of
    each."""
    if sum(sizes) <= budget:
        return len(sizes), len(sizes)
    first = max(_fitting(sizes, budget // 3), 1)
    last = max(min(_fitting(sizes[::-1], budget * 2 // 3), len(sizes) - first), 1)
    return first, max(first, len(sizes) - last)


def _fitting(sizes: Sequence[int], budget: int) -> int:
    for count, size in enumerate(sizes):
        budget -= size
        if budget < 0:
            return count
    return len(sizes)
