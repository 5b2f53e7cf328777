"""Words as people search for them: without case, accents, or the difference between dotted and dotless i."""

import re
import unicodedata

_WORD = re.compile(r"\w+")
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
LONGEST = 64  # characters of a word that count


def fold(text: str) -> str:
    """`İstanbul`, `ISTANBUL` and `ıstanbul` alike become `istanbul`."""
    if text.isascii():
        return text.lower()
    # Decomposed twice, because what a letter such as ™ stands for may have a case of its own.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_LETTERS)


def words(text: str | None) -> set[str]:
    """The distinct folded words of a text."""
    return {word[:LONGEST] for word in _WORD.findall(fold(text))} if text else set()
