"""Imports functions, one after the other, and prints what their starts compile and generate:
`[texts of dataclasses, [[pattern, flags], …], {class: its core schema, in hexadecimal digits}, [module, …]]`.

Nothing else of ours is imported here: what was imported before would not be noted.
"""

import builtins
import dataclasses
import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import connextlive
from connextlive.lambdas import precompiled

texts: list[str] = []
patterns: list[tuple[str, int]] = []


def _methods(text: str, scope: dict[str, Any], names: dict[str, Any]) -> None:
    texts.append(text)
    builtins.exec(text, scope, names)  # noqa: S102  # as dataclasses would


def _pattern(pattern: Any, flags: int = 0) -> Any:
    if isinstance(pattern, str):
        patterns.append((pattern, flags))
    return precompiled.compile_pattern(pattern, flags)


vars(dataclasses)["exec"] = _methods
vars(re)["_compiler"].compile = _pattern
schemas = importlib.import_module("schemas")
__import__("connextlive.lambdas.endpoint")
__import__("connextlive.table.items")
for folder in sys.argv[1:]:
    sys.path[0] = folder
    __import__("app")
    del sys.modules["app"]
found, imported = [list(texts), list(patterns)], list(sys.modules)
# Schemas that functions import only when they need them: generated in a request, they would take longest.
for path in sorted(Path(connextlive.__file__).parent.glob("*/schemas/*.py")):
    importlib.import_module(f"connextlive.{path.parts[-3]}.schemas.{path.stem}")
print(json.dumps([*found, {name: schema.hex() for name, schema in schemas.stored().items()}, imported]))
