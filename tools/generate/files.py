"""The generators, and what differs between what they make and what there is."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from tools import ROOT

# The template first: others read it.
GENERATORS = ("sections", "openapi", "web_types", "events", "user_agents", "catalogues")


class Generator(Protocol):
    """A module of this package."""

    @staticmethod
    def files() -> Mapping[str, str | bytes]:
        """What the files have to be, by their paths from the root."""


def stale(names: Iterable[str]) -> dict[Path, bytes | None]:
    """What is not as the code says, and what it has to be; None for what has to go."""
    found: dict[Path, bytes | None] = {}
    for name in names:
        module = import_module(f"tools.generate.{name}")
        wanted = {
            ROOT / path: content.encode() if isinstance(content, str) else content
            for path, content in cast("Generator", module).files().items()
        }
        found |= {path: new for path, new in wanted.items() if not path.exists() or path.read_bytes() != new}
        # Where a generator makes all files of a pattern, one that it no longer makes has to go.
        obsolete = set(ROOT.glob(module.ALL)) - wanted.keys() if hasattr(module, "ALL") else set()
        found |= dict.fromkeys(sorted(obsolete))
    return found


def write(files: Mapping[Path, bytes | None]) -> None:
    """Files that are as they should be are not touched: `make start` would reload them."""
    for path, content in files.items():
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
