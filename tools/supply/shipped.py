"""The third-party packages that a deployment contains, from the lock files: those of the Lambda layers, and those that
are built into the console's files."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tools import ROOT

LAYERS = sorted(ROOT.glob("layers/*/requirements.txt"))
NPM_LOCKS = [ROOT / "web/console/package-lock.json", ROOT / "web/widget/package-lock.json"]
# What the console's sources import; everything else in its lock file builds or tests them. The widget imports nothing.
BUILT_IN = (
    "@fontsource-variable/inter",
    "@lucide/svelte",
    "@tanstack/virtual-core",
    "bits-ui",
    "lean-qr",
    "openapi-fetch",
    "svelte",
)
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


class Package(NamedTuple):
    """A package in the version that is shipped."""

    ecosystem: str
    name: str
    version: str


def pins(lock: Path) -> list[tuple[str, str]]:
    """The names and versions that a lock file pins."""
    text = lock.read_text(encoding="utf-8")
    if lock.suffix == ".txt":
        return _PINNED.findall(text)
    locked: dict[str, Any] = json.loads(text)["packages"]
    return [
        (path.rpartition("node_modules/")[2], entry["version"])
        for path, entry in locked.items()
        if path and not entry.get("optional")
    ]


def of_layers() -> list[Package]:
    return sorted({Package("pypi", *pin) for lock in LAYERS for pin in pins(lock)})


def of_console() -> Iterator[tuple[Package, str]]:
    """The packages and their licenses, as the lock file has them."""
    locked: dict[str, Any] = json.loads(NPM_LOCKS[0].read_text(encoding="utf-8"))["packages"]
    wanted, seen = list(BUILT_IN), set[str]()
    while wanted:
        name = wanted.pop()
        entry = locked.get(f"node_modules/{name}")
        if name in seen or entry is None:  # an optional peer that is not installed
            continue
        seen.add(name)
        wanted += entry.get("dependencies", {})
        yield Package("npm", name, entry["version"]), entry.get("license", "unknown")
