"""Generates `shared/connextlive/generated/values.py`: for each entity a TypedDict of what reads return of it, and for
each shape one of what lists do, so that mypy checks the names and types of what lists, schemas and consumers take.

Functions import it for type checking only: nothing of it is loaded when they start. So is what documents consist of,
which stands beside their entities.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from connextlive.table.orm import Item
from connextlive.table.shapes import Shape
from tools import ROOT

HEADER = '''\
"""Entities' plain values, as reads return them. Made by `make generate` of the entities' attributes: do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

if TYPE_CHECKING:
{imports}
'''
ENTITY = '''

class {name}Values(TypedDict):
    """What reads return of `{name}`."""

{fields}
'''
LISTED = '''

class Listed{name}(TypedDict):
    """What lists read of `{name}`; `labels` are the workspace's, and `match` says why a search found it."""

{fields}
    labels: NotRequired[dict[str, KnownLabel]]
    match: NotRequired[dict[str, Any] | None]
'''
TYPES = {
    "UnicodeAttribute": "str",
    "DiscriminatorAttribute": "str",
    "MaybeText": "str",
    "MaybeWhole": "int",
    "BooleanAttribute": "bool",
    "VersionAttribute": "int",
    "Whole": "int",
    "NumberAttribute": "float",
    "Audited": "dict[str, str]",
}
# What is added where somebody is shown one.
ADDED = {
    "Conversation": ["    labels: NotRequired[dict[str, KnownLabel]]"],
    "Message": ["    sender_avatar_url: NotRequired[str | None]"],
}
# What these hold is said in their annotation.
DECLARED = {"Document": "{}", "MaybeDocument": "{}", "Many": "list[{}]"}


def files() -> dict[str, str]:
    found = sorted(entities(), key=lambda entity: entity.__name__)
    listed = sorted(shapes(), key=lambda shape: shape.entity.__name__)
    imports = {("connextlive.identity.label", "KnownLabel")}
    bodies = [_typed_dict(entity, imports) for entity in found] + [_listed(shape, imports) for shape in listed]
    modules = sorted({module for module, _ in imports})
    lines = (
        f"    from {module} import {', '.join(sorted(name for of, name in imports if of == module))}"
        for module in modules
    )
    return {"shared/connextlive/generated/values.py": HEADER.format(imports="\n".join(lines)) + "".join(bodies)}


def entities() -> Iterator[type[Item]]:
    """Every entity of the table."""
    for path in sorted((ROOT / "shared/connextlive").glob("*/*.py")):
        if "(Item, discriminator=" in path.read_text():
            import_module(f"connextlive.{path.parent.name}.{path.stem}")
    # Tests have entities of their own.
    yield from (entity for entity in Item.__subclasses__() if entity.__module__.startswith("connextlive."))


def shapes() -> Iterator[Shape]:
    """Every shape of the entities' modules."""
    for module in {entity.__module__ for entity in entities()}:
        yield from (value for value in vars(import_module(module)).values() if isinstance(value, Shape))


def _typed_dict(entity: type[Item], imports: set[tuple[str, str]]) -> str:
    fields = "\n".join([_fields(entity, entity.get_attributes(), imports), *ADDED.get(entity.__name__, [])])
    return ENTITY.format(name=entity.__name__, fields=fields)


def _listed(shape: Shape, imports: set[tuple[str, str]]) -> str:
    return LISTED.format(name=shape.entity.__name__, fields=_fields(shape.entity, shape.names, imports))


def _fields(entity: type[Item], names: Iterable[str], imports: set[tuple[str, str]]) -> str:
    attributes = entity.get_attributes()
    return "\n".join(f"    {name}: {_type(entity, name, attributes[name], imports)}" for name in names)


def _type(entity: type[Item], name: str, attribute: Any, imports: set[tuple[str, str]]) -> str:
    """What may be None is missing in what is read, and None in what has not been written. Every stored item has a
    version."""
    kind = type(attribute).__name__
    text = DECLARED[kind].format(_declared(entity, name, kind, imports)) if kind in DECLARED else TYPES[kind]
    return f"NotRequired[{text} | None]" if attribute.null and kind != "VersionAttribute" else text


def _declared(entity: type[Item], name: str, kind: str, imports: set[tuple[str, str]]) -> str:
    """What an annotation such as `"Many[FileCard]"` says, whose names are imported from where the entity's module has
    them."""
    said = entity.__annotations__.get(name, "")
    if not said.startswith(f"{kind}["):
        raise SystemExit(f'{entity.__name__}.{name} does not say what it holds: {name}: "{kind}[…]" = {kind}()')
    declared = ast.parse(said[len(kind) + 1 : -1], mode="eval")
    names = _names(Path(str(import_module(entity.__module__).__file__)), entity.__module__)
    for node in ast.walk(declared):
        if isinstance(node, ast.Name) and node.id in names:
            imports.add(names[node.id])
    return ast.unparse(declared)


@cache
def _names(path: Path, module: str) -> dict[str, tuple[str, str]]:
    """By the names that a module has, for type checking too: the module that they come from, and their name there."""
    found = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef):
            found[node.name] = module, node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = module, node.targets[0].id
        elif isinstance(node, ast.ImportFrom) and node.module != "typing":
            found |= {name.asname or name.name: (str(node.module), name.name) for name in node.names}
    return found
