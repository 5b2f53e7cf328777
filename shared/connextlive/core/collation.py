"""Names in the order in which a language's dictionaries have them: CLDR's, for the letters that names are made of.

A table of some letters instead of ICU, whose data is 30 MB: accents, case and ligatures count only where names are the
same otherwise, except for letters that a language has a place of their own for.
"""

from unicodedata import combining, normalize

# After which letter another one comes, as a letter of its own (https://cldr.unicode.org, collation charts).
_AFTER = {
    "tr": {"ç": "c", "ğ": "g", "ı": "h", "ö": "o", "ş": "s", "ü": "u"},
    "es": {"ñ": "n"},
}
_SPELLED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ı": "i"})
_LAST = "\U0010ffff"


def key(name: str, language: str) -> tuple[str, str]:
    """What names are sorted by in a language: first without what tells only equals apart, then with it."""
    composed, own = normalize("NFC", name), _AFTER.get(language, {})
    lower = composed.replace("İ", "i").replace("I", "ı").lower() if language == "tr" else composed.lower()
    return "".join(own[letter] + _LAST if letter in own else _base(letter) for letter in lower), lower


def _base(letter: str) -> str:
    return "".join(part for part in normalize("NFKD", letter.translate(_SPELLED)) if not combining(part))
