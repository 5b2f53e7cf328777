"""Right-to-left text among left-to-right text. Widget and console do the same in web/shared/direction.ts."""

from unicodedata import bidirectional

FSI, PDI = "\u2068", "\u2069"


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is right-to-left, like dir=auto in browsers."""
    return next((kind != "L" for letter in text if (kind := bidirectional(letter)) in ("L", "R", "AL")), False)


def isolated(name: str) -> str:
    """A name inside a sentence, isolated by invisible marks, so that a right-to-left name does not reorder the words
    around it."""
    has_any = any(bidirectional(letter) in ("R", "AL") for letter in name)
    return f"{FSI}{name}{PDI}" if has_any else name
