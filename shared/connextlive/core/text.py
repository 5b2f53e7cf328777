"""Words as people search for them: without case, accents, or the difference between dotted and dotless i.

Chinese, Japanese, Thai, Lao, Khmer and Burmese have no spaces between words. There, each pair of adjacent letters is a
word, and so is the last letter alone: any part of a sentence is found, without a dictionary.
"""

import re
import unicodedata
from collections.abc import Callable, KeysView
from itertools import pairwise
from operator import itemgetter

from connextlive.core.visible import IGNORABLE

type Located = tuple[str, int, int]  # a word with its start and end

_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})
_IGNORED = re.compile(f"[{IGNORABLE}]")
# Combining marks that belong to their word: vowel signs, viramas, kana voicing, Thai and Lao tones.
_OWN_MARKS = frozenset({0, 8, 9, 84, 91, 103, 107, 118, 122})
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17dd\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3031-\u3035\u3040-\u30fa\u30fc-\u312f\u31a0-\u31ff"  # kana, Bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\U00016fe0-\U00018d8f\U0001aff0-\U0001b2ff\U00020000-\U0003ffff"  # ideographs
)
_MARK = "\u0300"  # stands in for any combining mark; folding removes it as an accent
# An ID is one word; otherwise an underscore separates words like a dot.
_WORD = re.compile(rf"(?:cnv|vis)_[0-7][0-9a-z]+|[^\W_](?:[^\W_]|{_MARK})*")
_RUN = re.compile(f"([{_UNSPACED}]+)|[^{_UNSPACED}]+")
_KANA = re.compile("(?s).[\u3099\u309a]?")  # a letter with its voicing mark
_HYPHEN = re.compile("[-\u2010\u2011]")
# Letters only: parts of dates and order numbers are searched for as they are.
_HYPHENATED = re.compile(r"(?<![\w-])[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+){1,2}(?![\w-])")
_SPELLED_OUT = re.compile("(?<![aeiouq])([aou])e(?=.)")
LONGEST = 64  # significant characters of a word


def fold(text: str) -> str:
    """`İstanbul`, `ISTANBUL` and `ıstanbul` all become `istanbul`. Texts are folded letter by letter."""
    if text.isascii():
        return text.lower()
    # Decomposed twice, because the expansion of a character such as ™ may have a case of its own.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    shown = _IGNORED.sub("", decomposed)
    return "".join(map(_plain, shown)).translate(_LETTERS)


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    if unicodedata.combining(letter) not in _OWN_MARKS or unicodedata.category(letter) == "Me":
        return ""
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def words(text: str | None) -> KeysView[str]:
    """The distinct folded words of a text in the order in which they begin; hyphenated words also as one: `e-mail` is
    `email`, too."""
    folded = fold(text or "")
    found = sorted([*_words(folded), *_compounds(folded)], key=itemgetter(1))
    return {word: None for word, _, _ in found}.keys()


def located(text: str) -> list[Located]:
    """The folded words of a text in order, each with its start and end in the original text."""
    return _words(text.lower()) if text.isascii() else _placed(text, fold, _words)


def respelled(text: str) -> list[Located]:
    """Alternative spellings of words in a text: `Müller` is `mueller`, `e-mail` is `email`."""
    found = _placed(text, lambda letter: fold(letter.translate(_UMLAUTS)), _words) if not text.isascii() else []
    return found + _placed(text, fold, _compounds) if _HYPHEN.search(text) else found


def spellings(text: str) -> dict[str, tuple[str, ...]]:
    """Alternative beginnings of the words in a text: `Müller` as `mueller`, `e` and `mail` of `e-mail` as `email`."""
    found: dict[str, set[str]] = {}
    others = respelled(text)
    for word, start, end in located(text):
        same = {other for other, begin, stop in others if begin <= start and end <= stop}
        found.setdefault(word, set()).update(same - {word})
    return {word: tuple(sorted(also)) for word, also in found.items()}


def without_umlauts(word: str) -> str:
    """A folded word whose `ae`, `oe` or `ue` is read as an umlaut: `mueller` may be `muller`."""
    return _SPELLED_OUT.sub(r"\1", word)


def _words(folded: str) -> list[Located]:
    if folded.isascii():
        return [(found[0][:LONGEST], found.start(), found.end()) for found in _WORD.finditer(folded)]
    # `re` does not treat combining marks as letters; a stand-in marks those that belong to a word.
    shape = "".join(_MARK if unicodedata.category(letter)[0] == "M" else letter for letter in folded)
    runs = (run for found in _WORD.finditer(shape) for run in _RUN.finditer(folded, *found.span()))
    return [word for run in runs for word in (_pairs(run) if run[1] else [(run[0][:LONGEST], run.start(), run.end())])]


def _pairs(run: re.Match[str]) -> list[Located]:
    letters = [(unicodedata.normalize("NFC", one[0]), *one.span()) for one in _KANA.finditer(run.string, *run.span())]
    sides = pairwise(letters)
    return [(one + other, start, end) for (one, start, _), (other, _, end) in sides] + letters[-1:]


def _compounds(folded: str) -> list[Located]:
    """Hyphenated words as one word."""
    return [(_HYPHEN.sub("", found[0])[:LONGEST], *found.span()) for found in _HYPHENATED.finditer(folded)]


def _placed(text: str, letters_of: Callable[[str], str], find: Callable[[str], list[Located]]) -> list[Located]:
    """Maps positions in a text folded letter by letter to positions in the original."""
    folded = [letters_of(letter) for letter in text]
    origin = [position for position, letters in enumerate(folded) for _ in letters] + [len(text)]
    return [
        # A separate accent belongs to the preceding letter.
        (word, origin[start], max(origin[end], origin[end - 1] + 1))
        for word, start, end in find("".join(folded))
    ]
