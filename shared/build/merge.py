"""Writes modules' code into one file, for `connextlive/lambdas/merged.py`."""

import ast
import marshal
from collections.abc import Iterable, Sequence
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

LAYERS = "/opt/python"  # where Lambda puts them all, for tracebacks
LENGTH = 4


def merged(names: Iterable[str], folders: Sequence[Path]) -> bytes:
    """The file with those of the modules that lie in the folders."""
    index, codes, start = {}, [], 0
    for name in sorted(names):
        place = name.replace(".", "/")
        for file in (f"{place}.py", f"{place}/__init__.py"):
            for source in filter(Path.exists, (folder / file for folder in folders)):
                code = marshal.dumps(_compiled(source.read_bytes(), file))
                index[name] = start, len(code), file.endswith("/__init__.py")
                codes.append(code)
                start += len(code)
    head = marshal.dumps(index)
    return b"".join([MAGIC_NUMBER, len(head).to_bytes(LENGTH), head, *codes])


def modules(folder: Path) -> set[str]:
    """The names of all modules of a package's folder."""
    paths = (path.relative_to(folder.parent).with_suffix("") for path in folder.rglob("*.py"))
    return {".".join(path.parts).removesuffix(".__init__") for path in paths}


def _compiled(source: bytes, file: str) -> CodeType:
    tree = ast.parse(source)
    if not file.startswith("connextlive/"):
        _strip(tree)
    code: CodeType = compile(tree, f"{LAYERS}/{file}", "exec", dont_inherit=True)
    return code


def _strip(tree: ast.AST) -> None:
    """Removes functions' docstrings, which are a third of some packages' code. Those of classes stay: a dataclass
    without one writes its own, at each start."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(node, clean=False):
            if len(node.body) > 1:
                del node.body[0]
            else:
                node.body[0] = ast.copy_location(ast.Pass(), node.body[0])
