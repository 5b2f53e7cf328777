"""Dataclass methods and regular expressions, compiled ahead of time.

Python creates a dataclass's methods by compiling generated text, half a millisecond per class, and a start has fifty of
them, mostly pydantic's; a regular expression takes a quarter of a millisecond. Together that is a tenth of a cold
start. The layer's build puts the results into `generated/precompiled.py` (shared/build), keyed by their source:
anything missing is compiled as usual, so a missing entry, or no build at all, costs time and changes nothing.

Dataclasses import `inspect`, which reads Python's sources with `ast` and `tokenize`: a twentieth of a start, for what
no function does. They are imported when it happens.

Importing this module is enough; it must be imported before what it speeds up.
"""

import builtins
import re
from hashlib import sha256
from types import FunctionType
from typing import Any

from connextlive.lambdas.merged import Instead, Later

with Instead(Later, "ast", "tokenize"):
    import dataclasses

try:
    from connextlive.generated.precompiled import METHODS, PATTERNS, SRE_MAGIC
except ModuleNotFoundError:  # not built
    METHODS, PATTERNS, SRE_MAGIC = {}, {}, None

_compiler: Any = vars(re)["_compiler"]
compile_pattern = _compiler.compile


def key(text: str) -> str:
    """The key of a text: enough bits of its hash to be unique."""
    return sha256(text.encode()).hexdigest()[:24]


def _methods(text: str, scope: dict[str, Any], names: dict[str, Any]) -> None:
    """Replaces `exec` for dataclasses: defines the function that creates a class's methods."""
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
