"""Which files may be sent: their types and names. The types are in file_types.json, which widget and console are built
with, too."""

import json
from pathlib import Path
from unicodedata import category, normalize

_list = json.loads(Path(__file__).with_name("file_types.json").read_bytes())
BY_ENDING: dict[str, str] = _list["endings"]
# Media types that browsers and systems use instead of the registered one.
ALIASES: dict[str, str] = _list["aliases"]
ALLOWED = frozenset(BY_ENDING.values())
_BY_LOWER = {mime_type.lower(): mime_type for mime_type in ALLOWED}
UNKNOWN_TYPES = ("", "application/octet-stream", "binary/octet-stream")

LONGEST_NAME = 255  # characters; file systems keep no more
LONGEST_ENDING = 20
# Control characters, surrogates, and invisible characters except joiners: with a direction override, photo_gpj.exe
# looks like a picture.
_REMOVED = ("Cc", "Cs", "Cf", "Zl", "Zp")
_JOINERS = "\u200c\u200d"


def ending_of(name: str) -> str:
    """The name's extension, in lower case."""
    return name.rpartition(".")[2].lower()


def declared_type(mime_type: str, name: str) -> str | None:
    """The registered type for what a browser declares, which may be empty; then the extension decides. None if the type
    may not be sent."""
    claimed = mime_type.partition(";")[0].strip().lower()
    if claimed in UNKNOWN_TYPES:
        return BY_ENDING.get(ending_of(name))
    return ALIASES.get(claimed) or _BY_LOWER.get(claimed)


def safe_name(name: str) -> str:
    """A file's base name in NFC, without folders, control characters and direction overrides, and no longer than file
    systems allow."""
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
    """Whether an invisible character is part of a visible one: joiners of scripts and emoji, tags of flags."""
    return letter in _JOINERS or "\U000e0020" <= letter <= "\U000e007f"
