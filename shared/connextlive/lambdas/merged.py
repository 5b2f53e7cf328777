"""Modules read from one file. A start imports two hundred modules, each of which Python looks for in every folder of
the path, with a dozen calls to the system, before it reads it. The layer's build writes the code of ours, and of the
packages that requests import, into `generated/modules` (shared/build/merge.py). What is not in there is found as usual:
so are all, if it was not built, or by another version of Python.

Nothing is imported here that a start would not have imported already.
"""

import _imp
import marshal
import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER
from collections.abc import Callable, Sequence
from types import CodeType, ModuleType
from typing import Any

FOLDER = __file__.rpartition("/connextlive/")[0]  # that all layers are in
FILE = f"{FOLDER}/connextlive/generated/modules"
LENGTH = 4  # bytes of the number that says how long the index is


fix_file_name: Callable[[CodeType, str], None] = vars(_imp)["_fix_co_filename"]  # as Python's own loader does
# Where a module's code begins after the index, its length, and whether it is a package.
type Place = tuple[int, int, bool]


class Later(ModuleType):
    """Stands for a module, which is imported when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        __import__(self.__name__)
        return getattr(sys.modules[self.__name__], name)


class Instead:
    """What is imported meanwhile gets a stand-in for each of these modules that is not loaded yet."""

    def __init__(self, stand_in: type[ModuleType], *names: str) -> None:
        self._absent = {name: stand_in(name) for name in names if name not in sys.modules}

    def __enter__(self) -> None:
        sys.modules.update(self._absent)

    def __exit__(self, *_: object) -> None:
        for name in self._absent:
            del sys.modules[name]


class Merged:
    """Finds and loads the file's modules."""

    def __init__(self, file: int, start: int, index: dict[str, Place]) -> None:
        self._file, self._start, self._index = file, start, index

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._index:
            return None
        origin = self._origin(name)
        spec = ModuleSpec(name, self, origin=origin)  # type: ignore[arg-type]  # of which it has what is needed
        spec.has_location = True
        if self._index[name][2]:
            spec.submodule_search_locations = [origin.removesuffix("/__init__.py")]
        return spec

    def create_module(self, _: ModuleSpec) -> None:
        """Has Python create it as usual."""

    def exec_module(self, module: ModuleType) -> None:
        exec(self.get_code(module.__name__), vars(module))  # noqa: S102  # as every import does

    def get_code(self, name: str) -> CodeType:
        start, length, _ = self._index[name]
        stored = os.pread(self._file, length, self._start + start)
        code: CodeType = marshal.loads(stored)  # noqa: S302  # of the layer itself, as its code is
        fix_file_name(code, self._origin(name))  # where tracebacks look for lines, if it is not where it was
        return code

    def _origin(self, name: str) -> str:
        path = f"{FOLDER}/{name.replace('.', '/')}"
        return f"{path}/__init__.py" if self._index[name][2] else f"{path}.py"


def use(file: str = FILE) -> None:
    """Has modules be looked for in the file first, once."""
    if any(isinstance(finder, Merged) for finder in sys.meta_path):
        return
    try:
        opened = os.open(file, os.O_RDONLY)
    except FileNotFoundError:  # not built
        return
    head = len(MAGIC_NUMBER) + LENGTH
    magic, length = os.pread(opened, len(MAGIC_NUMBER), 0), os.pread(opened, LENGTH, len(MAGIC_NUMBER))
    if magic != MAGIC_NUMBER:
        os.close(opened)
        return
    index = marshal.loads(os.pread(opened, int.from_bytes(length), head))  # noqa: S302  # of the layer itself
    sys.meta_path.insert(0, Merged(opened, head + int.from_bytes(length), index))
