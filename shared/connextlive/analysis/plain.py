"""Plain text of an analyzer's result: a model can be talked into anything by the messages that it summarizes. Summaries
and proposed topics contain no links, HTML or invisible characters, and a proposed topic is a short name."""

import re
from collections.abc import Iterable

from connextlive.analysis import LONGEST_SUMMARY, LONGEST_TOPIC
from connextlive.core.visible import IGNORABLE

LEFT_OUT = "…"
MOST_WORDS = 4  # of a name
_UNSEEN = re.compile(f"[{IGNORABLE}\x00-\x08\x0e-\x1f\x7f-\x9f]")
_TAG = re.compile(r"<[a-z/!?][^<>]*>", re.IGNORECASE)
_NAMED_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_LINK = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*:)?//\S+|\bwww\.\S+|\b(?:data|javascript|mailto|vbscript):\S+", re.IGNORECASE
)


def text(said: str) -> str:
    """A summary on one line."""
    shown = _LINK.sub(LEFT_OUT, _NAMED_LINK.sub(r"\1", _TAG.sub("", _UNSEEN.sub("", said))))
    return " ".join(shown.split())[:LONGEST_SUMMARY] or LEFT_OUT


def names(proposed: Iterable[str]) -> list[str]:
    """The proposals that are names: what is more than that is none."""
    spaced = (" ".join(name.split()) for name in proposed)
    return [
        name for name in spaced if text(name) == name and len(name.split()) <= MOST_WORDS and len(name) <= LONGEST_TOPIC
    ]
