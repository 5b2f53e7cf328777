"""What a start would compile, compiled already: methods of dataclasses, and regular expressions.

Python makes a dataclass's methods by compiling text that it writes for each class, half a millisecond apiece, and a
start meets fifty of them, of pydantic above all; a regular expression takes a quarter of one. Together that is a tenth
of a start. The layer's build puts the results into `generated/precompiled.py` (shared/build), under what they were made
from: anything else is compiled as ever, so what is missing there, or all of it where nothing was built, costs time and
changes nothing.

Importing this module is enough; it has to come before whatever it is to help.
"""

import builtins
import dataclasses
import re
from hashlib import sha256
from types import FunctionType
from typing import Any

try:
    from connextlive.generated.precompiled import METHODS, PATTERNS, SRE_MAGIC
except ModuleNotFoundError:  # not built
    METHODS, PATTERNS, SRE_MAGIC = {}, {}, None

_compiler: Any = vars(re)["_compiler"]
compile_pattern = _compiler.compile


def key(text: str) -> str:
    """What stands for a text: so many bits of its hash that no two texts share them."""
    return sha256(text.encode()).hexdigest()[:24]


def _methods(text: str, scope: dict[str, Any], names: dict[str, Any]) -> None:
    """In the place of `exec` for dataclasses: defines the one function that makes a class's methods."""
    code = METHODS.get(key(text))
    if code is None:
        builtins.exec(text, scope, names)  # noqa: S102  # as dataclasses would
    else:
        names["__create_fn__"] = FunctionType(code, scope, "__create_fn__")


def _pattern(pattern: Any, flags: int = 0) -> Any:
    found = PATTERNS.get((pattern, flags)) if isinstance(pattern, str) else None
    if found is None:
        return compile_pattern(pattern, flags)
    all_flags, code, groups, numbers, names = found
    return _compiler._sre.compile(pattern, all_flags, list(code), groups, dict(numbers), names)


vars(dataclasses)["exec"] = _methods
if SRE_MAGIC == _compiler._sre.MAGIC:
    _compiler.compile = _pattern
