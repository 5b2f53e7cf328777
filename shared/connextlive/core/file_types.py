"""Which files may be sent: their types, and their names. The types stand in file_types.json, which widget and console
are built with."""

import json
from pathlib import Path
from unicodedata import category, normalize

_list = json.loads(Path(__file__).with_name("file_types.json").read_bytes())
BY_ENDING: dict[str, str] = _list["endings"]
# What browsers and systems call a type, whose registered name is another.
ALIASES: dict[str, str] = _list["aliases"]
ALLOWED = frozenset(BY_ENDING.values())
_BY_LOWER = {mime_type.lower(): mime_type for mime_type in ALLOWED}
UNKNOWN_TYPES = ("", "application/octet-stream", "binary/octet-stream")

LONGEST_NAME = 255  # letters; more is more than file systems keep
LONGEST_ENDING = 20
# Controls of a terminal or a header, half letters, and invisible ones but those that join letters and emoji: a name
# with an override is read backwards, so that photo_gpj.exe looks like a picture.
_REMOVED = ("Cc", "Cs", "Cf", "Zl", "Zp")
_JOINERS = "\u200c\u200d"


def ending_of(name: str) -> str:
    """What stands behind a name's last dot, in lower case."""
    return name.rpartition(".")[2].lower()


def declared_type(mime_type: str, name: str) -> str | None:
    """The registered type that somebody means by what their browser says, which may be nothing: then the name's ending
    tells. None where it may not be sent."""
    claimed = mime_type.partition(";")[0].strip().lower()
    if claimed in UNKNOWN_TYPES:
        return BY_ENDING.get(ending_of(name))
    return ALIASES.get(claimed) or _BY_LOWER.get(claimed)


def safe_name(name: str) -> str:
    """A file's own name: composed, without the folders that a browser or an attacker put before it, without what ends a
    header early or turns a name round, and no longer than file systems take."""
    base = normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in base if category(letter) not in _REMOVED or _is_joined(letter)).strip()
    if not any(category(letter)[0] not in "CMZ" for letter in kept):
        return "file"
    if len(kept) <= LONGEST_NAME:
        return kept
    stem, dot, ending = kept.rpartition(".")
    if not stem or len(ending) > LONGEST_ENDING:
        stem, dot, ending = kept, "", ""
    return stem[: LONGEST_NAME - len(dot + ending)].rstrip(f" {_JOINERS}") + dot + ending


def _is_joined(letter: str) -> bool:
    """Whether an invisible letter is part of a visible one: joiners of scripts and emoji, tags of flags."""
    return letter in _JOINERS or "\U000e0020" <= letter <= "\U000e007f"
