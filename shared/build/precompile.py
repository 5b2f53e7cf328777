"""Compiles and generates what starts of request functions would (`connextlive/lambdas/precompiled.py` and
`prebuilt.py`), and writes it into the package given; then it merges the package's modules, and those that requests
import of the packages in the second folder (`merged.py`).

The layer's Makefile runs it with the package and the layer's packages on the path."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from connextlive.lambdas.precompiled import key

merge: Any = import_module("merge")  # beside this
COMPILER: Any = vars(re)["_compiler"]
HERE = Path(__file__).resolve().parent
HEAD = '''"""Made by the layer's build for `lambdas/precompiled.py`, which says what it is."""

SRE_MAGIC = {magic}

# (pattern, flags): what re asks _sre.compile for.
PATTERNS = {{
{patterns}
}}

# Texts of dataclasses' methods, each as a function that is named after its text's hash.


{methods}

METHODS = {{name[2:]: value.__code__ for name, value in list(globals().items()) if name[:2] == "d_"}}
'''

SCHEMAS = (
    '"""Made by the layer\'s build for `lambdas/prebuilt.py`, which says what it is."""\n\nSCHEMAS = {schemas!r}\n'
)

type Pattern = tuple[str, int]


class Found(NamedTuple):
    """What request functions compile at their start, generate, and import."""

    texts: set[str]
    patterns: set[Pattern]
    schemas: dict[str, bytes]
    modules: set[str]


def found() -> Found:
    apps = sorted((HERE / "functions").glob("*/app.py"))
    helped = [
        str(app.parent) for app in apps if re.search("lambdas.endpoint|import precompiled", app.read_text("utf-8"))
    ]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path[1:]))}
    command = [sys.executable, str(HERE / "imports.py"), *helped]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603  # made here, of our own paths
    texts, patterns, schemas, modules = json.loads(done.stdout)
    return Found(
        set(texts),
        {(pattern, flags) for pattern, flags in patterns},
        {name: bytes.fromhex(schema) for name, schema in schemas.items()},
        set(modules),
    )


def written(texts: Iterable[str], patterns: Iterable[Pattern]) -> str:
    """The file's text."""
    methods = [text.replace("__create_fn__", f"d_{key(text)}", 1) for text in sorted(texts)]
    return HEAD.format(
        magic=COMPILER._sre.MAGIC,
        patterns="\n".join(f"    {pattern!r}: {_arguments(*pattern)!r}," for pattern in sorted(patterns)),
        methods="\n\n\n".join(methods) + "\n",
    )


def _arguments(pattern: str, flags: int) -> tuple[Any, ...]:
    """What `re` gives `_sre.compile` for it, apart from the pattern itself."""
    parsed = COMPILER._parser.parse(pattern, flags)
    code = COMPILER._code(parsed, flags)
    numbers = parsed.state.groupdict
    names: list[str | None] = [None] * parsed.state.groups
    for name, number in numbers.items():
        names[number] = name
    return flags | parsed.state.flags, tuple(map(int, code)), parsed.state.groups - 1, numbers, tuple(names)


def write(what: Found, package: Path, packages: Path | None = None) -> None:
    """All files."""
    folder = package / "generated"
    (folder / "precompiled.py").write_text(written(what.texts, what.patterns), encoding="utf-8")
    (folder / "schemas.py").write_text(SCHEMAS.format(schemas=what.schemas), encoding="utf-8")
    merged = merge.merged(what.modules | merge.modules(package), [package.parent, *filter(None, [packages])])
    (folder / "modules").write_bytes(merged)


if __name__ == "__main__":
    write(found(), *map(Path, sys.argv[1:]))
