"""Phone numbers as search terms: one number in any notation, by its numbering plan.

A visitor's number may or may not include the country code. Stored are the digits of its international form and its
suffixes, so that a national number finds it. A number without a known country is stored as it is, and once more behind
a 0, which no international number starts with, so that its international form finds it.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from connextlive.core.text import LONGEST, fold

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

SHORTEST = 6  # digits of a phone number that suffice to find it
_WRITTEN = re.compile(r"(?:tel:)?[\d\s+().,/·\u2010-\u2015\u2212-]+", re.ASCII)


def looks_like_one(text: str) -> bool:
    """Whether a text may be a phone number: a cheap test, because every search runs it."""
    folded = fold(text).strip()
    return _WRITTEN.fullmatch(folded) is not None and len(_digits(folded)) >= SHORTEST


def endings(phone: str | None, country: str | None) -> set[str]:
    """The terms under which a number is indexed; `country` is its owner's, if known."""
    if not phone:
        return set()
    number = _read(phone, country)
    digits = (_international(number) if number else _digits(fold(phone)))[:LONGEST]
    if not digits:
        return set()
    shorter = {digits[start:] for start in range(1, len(digits) - SHORTEST + 1) if digits[start] != "0"}
    return {digits, *shorter} | (set() if number else {_unplaced(digits)})


def beginnings(text: str, country: Callable[[], str | None]) -> tuple[str, ...]:
    """The prefixes to search for a number. `country` returns the searcher's country; it is not called for a number that
    includes its own."""
    number = _read(text, None)
    if number is None:
        digits = _digits(fold(text)).lstrip("0")
        number = _read(text, country())
        found = [digits] if len(digits) >= SHORTEST else []
        return tuple(dict.fromkeys([*found, *([_international(number)] if number else [])]))
    from phonenumbers import PhoneNumberFormat, format_number

    national = _digits(format_number(number, PhoneNumberFormat.NATIONAL))
    alone = str(number.national_number)
    return tuple(dict.fromkeys((_international(number), _unplaced(alone), _unplaced(national))))


def _read(phone: str, country: str | None) -> "PhoneNumber | None":
    written = fold(phone).strip()
    written = "+" + written[2:] if country is None and written.startswith("00") else written
    if country is None and "+" not in written:
        return None
    import phonenumbers  # slower than a search, so imported only for a number with a country

    try:
        return phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return None


def _international(number: "PhoneNumber") -> str:
    from phonenumbers import PhoneNumberFormat, format_number

    return format_number(number, PhoneNumberFormat.E164).removeprefix("+")


def _unplaced(digits: str) -> str:
    return "0" + digits.lstrip("0")


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter in "0123456789")
