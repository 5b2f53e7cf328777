"""Makes `web/shared/emoji/`, the emoji of the pickers with their names and keywords in each language, from two packages
of npm that are unpacked in a directory: `python -m tools.generate.emoji DIRECTORY`.

    cd DIRECTORY
    for name in emojibase-data@17.0.0 cldr-annotations-full@48.2.0; do
      mkdir ${name%@*} && npm pack --silent $name | xargs tar xzC ${name%@*} --strip-components=1 -f
    done

The first has the order and the groups (MIT), the second Unicode's names (Unicode License v3). Both licenses are beside
what is made of them.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from connextlive.core.i18n import ENGLISH, LANGUAGES
from tools import ROOT

MADE = ROOT / "web/shared/emoji"
GROUPS = (0, 1, 3, 4, 5, 6, 7, 8)  # as the pickers name them; without parts of emoji, and without 258 flags
NEWEST = 14  # version of Emoji, of 2021: newer ones are boxes on many devices
JOINER, VARIANT = "\u200d", "\ufe0f"
PICTURE = 1  # the type of those that are shown as emoji by themselves
MOST_KEYWORDS = 6


class Emoji(TypedDict, total=False):
    """As emojibase-data has it."""

    emoji: str
    group: int
    order: int
    version: float
    type: int


class Annotation(TypedDict):
    """As CLDR has it: the name, and keywords."""

    tts: list[str]
    default: list[str]


def chosen(of: list[Emoji], named: dict[str, Annotation]) -> Iterator[list[str]]:
    """The emoji of each group that have a name of their own. Those that are joined of several, as women and men of each
    profession, are left out: they would be the most."""
    for group in GROUPS:
        found = [one for one in of if one.get("group") == group and one["version"] <= NEWEST]
        signs = [shown(one) for one in sorted(found, key=lambda one: one["order"])]
        yield [sign for sign in signs if JOINER not in sign and plain(sign) in named]


def shown(one: Emoji) -> str:
    """Only signs that are text otherwise need to be told to be emoji."""
    return plain(one["emoji"]) if one["type"] == PICTURE else one["emoji"]


def plain(sign: str) -> str:
    """An emoji as CLDR has it."""
    return sign.replace(VARIANT, "")


def line(sign: str, annotation: Annotation) -> str:
    """The emoji, its name, and keywords that its name does not have."""
    (name,) = annotation["tts"]
    more = [word for word in annotation["default"] if word.lower() not in name.lower()]
    return f"{sign} {name}|{' '.join(more[:MOST_KEYWORDS])}"


def main(directory: Path) -> None:
    names: dict[str, dict[str, Annotation]] = {}
    for language in LANGUAGES:
        source = directory / f"cldr-annotations-full/annotations/{language}/annotations.json"
        names[language] = json.loads(source.read_text())["annotations"]["annotations"]
    groups = list(chosen(json.loads((directory / "emojibase-data/en/data.json").read_text()), names[ENGLISH]))
    for language, named in names.items():
        lines = [[line(sign, named[plain(sign)]) for sign in group] for group in groups]
        made = json.dumps(lines, ensure_ascii=False, indent=0)
        (MADE / f"{language}.json").write_text(made + "\n", encoding="utf-8")
    licenses = [
        (directory / name / "LICENSE").read_text().strip() for name in ("cldr-annotations-full", "emojibase-data")
    ]
    (MADE / "LICENSE").write_text("\n\n---\n\n".join(licenses) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
