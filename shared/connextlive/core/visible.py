"""Whether a text is visible: spaces, fillers, controls, tags and marks without a letter are not."""

import re

# Unicode's Default_Ignorable_Code_Point: invisible characters.
IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Blanks: of Braille, musical notation and hieroglyphs, and the object replacement character.
_BLANK = "\u2800\U0001d159\U00013441\U00013442\ufffc"
_ASCII = re.compile(r"[!-~]")
_UNSEEN = re.compile(f"[{IGNORABLE}{_BLANK}]")
_EDGES = re.compile(r"^[\s\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff]+|[\s\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff]+$")
_HALF = re.compile("[\ud800-\udfff]")
# Format characters that are visible, such as the Arabic number sign.
_DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")


def is_visible(text: str) -> bool:
    """Whether a reader sees anything of the text."""
    return _ASCII.search(text) is not None or (not text.isascii() and any(map(_shows, text)))


def trimmed(text: str) -> str:
    """Without invisible characters at both ends. Joiners, direction marks and variation selectors stay, because they
    affect their neighbors."""
    return _EDGES.sub("", text)


def whole(text: str) -> str:
    """Without halves of characters, such as an emoji that was cut in two: JSON and some charsets can express them, but
    nothing stores or sends them."""
    return _HALF.sub("\ufffd", text)


def _shows(letter: str) -> bool:
    from unicodedata import category  # nearly every text has an ASCII letter

    kind = category(letter)
    if kind == "Cn":  # unassigned, perhaps a future emoji; some code points never will be assigned
        return ord(letter) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(letter) <= 0xFDEF and not _UNSEEN.match(letter)
    if kind in ("Cc", "Cf", "Cs") or kind[0] in "MZ":
        return letter in _DRAWN
    return not _UNSEEN.match(letter)
