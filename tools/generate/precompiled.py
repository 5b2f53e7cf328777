"""Compiles what starts would (`connextlive/lambdas/precompiled.py`) and writes it down."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from connextlive.lambdas.precompiled import key
from tools import ROOT
from tools.generate.operations import functions

COMPILER: Any = vars(re)["_compiler"]
FILE = "shared/connextlive/generated/precompiled.py"
HEAD = '''"""Made by `make generate` for `precompiled.py`, which says what it is; not to be edited."""
# mypy: ignore-errors

SRE_MAGIC = {magic}

# (pattern, flags): what re asks _sre.compile for.
PATTERNS = {{
{patterns}
}}

# Texts of dataclasses' methods, each as a function that is named after its text's hash.


{methods}

METHODS = {{name[2:]: value.__code__ for name, value in list(globals().items()) if name[:2] == "d_"}}
'''

type Pattern = tuple[str, int]


def compiled() -> tuple[set[str], set[Pattern]]:
    """All texts and patterns, with their flags, that request functions compile at their start."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "shared"),
        "TABLE_NAME": "connextlive",
        "BUS_NAME": "connextlive",
    }
    folders = [function.folder for function in functions()]
    helped = [
        str(folder) for folder in folders if "connextlive.lambdas.endpoint" in (folder / "app.py").read_text("utf-8")
    ]
    command = [sys.executable, "-m", "tools.generate.compiled", *helped]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603  # made here, of our own paths
    noted = [json.loads(line) for line in done.stdout.splitlines()]
    patterns = {(pattern, flags) for _, some in noted for pattern, flags in some}
    return {text for some, _ in noted for text in some}, patterns


def files() -> dict[str, str]:
    """The file of what starts would compile."""
    return {FILE: written(*compiled())}


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
