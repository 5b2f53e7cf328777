"""The generators, and the differences between their output and the existing files."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from tools import ROOT

# The template first, because others read it.
GENERATORS = ("sections", "values", "openapi", "web_types", "events", "user_agents", "catalogues")


class Generator(Protocol):
    """A module of this package."""

    @staticmethod
    def files() -> Mapping[str, str | bytes]:
        """The files' contents, by path from the root."""


def stale(names: Iterable[str]) -> dict[Path, bytes | None]:
    """Stale files and their correct contents; None for those to delete."""
    found: dict[Path, bytes | None] = {}
    for name in names:
        module = import_module(f"tools.generate.{name}")
        wanted = {
            ROOT / path: content.encode() if isinstance(content, str) else content
            for path, content in cast("Generator", module).files().items()
        }
        found |= {path: new for path, new in wanted.items() if not path.exists() or path.read_bytes() != new}
        # If a generator makes all files of a pattern, those that it no longer makes are deleted.
        obsolete = set(ROOT.glob(module.ALL)) - wanted.keys() if hasattr(module, "ALL") else set()
        found |= dict.fromkeys(sorted(obsolete))
    return found


def write(files: Mapping[Path, bytes | None]) -> None:
    """Files that are up to date are not touched, because `make start` would reload them."""
    for path, content in files.items():
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
