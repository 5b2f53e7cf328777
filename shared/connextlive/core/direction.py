"""Texts that run from right to left among others. Widget and console do the same in web/shared/direction.ts."""

from unicodedata import bidirectional

FSI, PDI = "\u2068", "\u2069"


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs to the left, which is what browsers call dir=auto."""
    return next((kind != "L" for letter in text if (kind := bidirectional(letter)) in ("L", "R", "AL")), False)


def isolated(name: str) -> str:
    """A name as part of a sentence: one from right to left would take the words around it along, which invisible marks
    prevent."""
    has_any = any(bidirectional(letter) in ("R", "AL") for letter in name)
    return f"{FSI}{name}{PDI}" if has_any else name
