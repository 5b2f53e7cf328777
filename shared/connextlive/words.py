"""Words as people search for them: without case, accents, or the difference between dotted and dotless i."""

import re
import unicodedata

_WORD = re.compile(r"\w+")
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_PHONE = re.compile(r"[\d\s+().\-/]+", re.ASCII)
LONGEST = 64  # characters of a word that count
SHORTEST_NUMBER = 6  # digits of a phone number that find it


def fold(text: str) -> str:
    """`İstanbul`, `ISTANBUL` and `ıstanbul` alike become `istanbul`. A text is folded letter by letter."""
    if text.isascii():
        return text.lower()
    # Decomposed twice, because what a letter such as ™ stands for may have a case of its own.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_LETTERS)


def words(text: str | None) -> set[str]:
    """The distinct folded words of a text."""
    return {word[:LONGEST] for word in _WORD.findall(fold(text))} if text else set()


def located(text: str) -> list[tuple[str, int, int]]:
    """The folded words of a text in order, each with where it begins and ends in the text as it was written."""
    if text.isascii():
        return [(found[0][:LONGEST], found.start(), found.end()) for found in _WORD.finditer(text.lower())]
    folded = [fold(letter) for letter in text]
    origin = [position for position, letters in enumerate(folded) for _ in letters] + [len(text)]
    return [
        # An accent that stands alone belongs to the letter before it.
        (found[0][:LONGEST], origin[found.start()], max(origin[found.end()], origin[found.end() - 1] + 1))
        for found in _WORD.finditer("".join(folded))
    ]


def endings(phone: str | None) -> set[str]:
    """A phone number's digits, and those that are left without its first ones: `030 555123` is in `+49 30 555123`."""
    digits = "".join(letter for letter in phone or "" if letter in "0123456789")[:LONGEST]
    shorter = {digits[start:] for start in range(1, len(digits) - SHORTEST_NUMBER + 1) if digits[start] != "0"}
    return {digits, *shorter} - {""}


def as_number(text: str) -> str | None:
    """The digits to look for, of a text that may be a phone number; None of any other."""
    digits = "".join(filter(str.isdigit, text)).lstrip("0") if _PHONE.fullmatch(text) else ""
    return digits if len(digits) >= SHORTEST_NUMBER else None
