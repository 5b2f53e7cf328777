"""A conversation's tags: IDs of the workspace's labels, and texts."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypedDict

from connextlive.core.ids import is_label

if TYPE_CHECKING:

    class Named(TypedDict):
        """A label's values, as far as they matter here."""

        name: str


def shown(known: "Mapping[str, Named]", tags: Iterable[str]) -> list[str]:
    """Tags as people read them: labels, of which `known` are the present ones, by name, without deleted ones; texts as
    they are."""
    names = [known[tag]["name"] if tag in known else tag for tag in tags if tag in known or not is_label(tag)]
    return list(dict.fromkeys(names))
