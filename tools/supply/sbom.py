"""Writes the software bill of materials of a release, in CycloneDX's JSON: `make sbom`. A file for each lock file: the
Lambda layers' by cyclonedx-py, the console's and widget's by npm; then compares them with the lock files."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from connextlive.core.version import VERSION
from tools import ROOT, commands
from tools.supply.shipped import LAYERS, NPM_LOCKS, pins

FOLDER = ROOT / ".artifacts/sbom"
CYCLONEDX = ROOT / ".venv/supply/bin/cyclonedx-py"


def of_layer(lock: Path) -> dict[str, Any]:
    """The layer's packages with their hashes."""
    document = _json([str(CYCLONEDX), "requirements", str(lock), "--output-reproducible", "--of", "JSON"])
    return _described(document, f"connextlive-layer-{lock.parent.name}")


def of_web(lock: Path) -> dict[str, Any]:
    """The packages of a lock file with their licenses and hashes."""
    with TemporaryDirectory() as folder:
        # npm makes none for a package without a version, which one that is not published has no use for.
        for name in ("package.json", "package-lock.json"):
            described = json.loads((lock.parent / name).read_text(encoding="utf-8")) | {"version": VERSION}
            if "packages" in described:
                described["packages"][""]["version"] = VERSION
            (Path(folder) / name).write_text(json.dumps(described), encoding="utf-8")
        document = _json(["npm", "sbom", "--sbom-format=cyclonedx", "--package-lock-only"], Path(folder))
    return _described(document, f"connextlive-{lock.parent.name}")


def _described(document: dict[str, Any], name: str) -> dict[str, Any]:
    about = {"type": "application", "name": name, "version": VERSION, "bom-ref": f"{name}@{VERSION}"}
    document["metadata"]["component"] = document["metadata"].get("component", {}) | about
    return document


def _json(command: list[str], folder: Path = ROOT) -> dict[str, Any]:
    return dict(json.loads(commands.output(command, folder=folder)))


def missing(document: dict[str, Any], expected: Iterable[tuple[str, str]]) -> list[str]:
    """What the lock file has and the document does not."""
    listed = {(_full_name(one), one.get("version")) for one in document["components"]}
    return [f"{name} {version}" for name, version in expected if (name, version) not in listed]


def _full_name(component: dict[str, Any]) -> str:
    group = component.get("group")
    return f"{group}/{component['name']}" if group else str(component["name"])


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    for lock in [*LAYERS, *NPM_LOCKS]:
        is_layer = lock in LAYERS
        document = of_layer(lock) if is_layer else of_web(lock)
        written = FOLDER / f"{document['metadata']['component']['name']}-{VERSION}.cdx.json"
        written.write_text(json.dumps(document, indent=1), encoding="utf-8")
        print(f"{written.relative_to(ROOT)}: {len(document['components'])} components")
        wrong += missing(document, pins(lock))
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
