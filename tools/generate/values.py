"""Generates `shared/connextlive/generated/values.py`: for each entity a TypedDict of what reads return of it, and for
each shape one of what lists do, so that mypy checks the names and types of what lists, schemas and consumers take.

Functions import it for type checking only: nothing of it is loaded when they start.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from connextlive.table.orm import Item
from connextlive.table.shapes import Shape
from tools import ROOT

HEADER = '''\
"""Entities' plain values, as reads return them. Made by `make generate` of the entities' attributes: do not edit."""

from typing import Any, NotRequired, TypedDict
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
    labels: NotRequired[dict[str, Any]]
    match: NotRequired[dict[str, Any] | None]
'''
TYPES = {
    "UnicodeAttribute": "str",
    "DiscriminatorAttribute": "str",
    "MaybeText": "str",
    "BooleanAttribute": "bool",
    "VersionAttribute": "int",
    "Whole": "int",
    "NumberAttribute": "float",
    "Document": "dict[str, Any]",
    "Audited": "dict[str, Any]",
    "MaybeDocument": "dict[str, Any]",
    "Many": "list[Any]",
}


def files() -> dict[str, str]:
    found = sorted(entities(), key=lambda entity: entity.__name__)
    listed = sorted(shapes(), key=lambda shape: shape.entity.__name__)
    text = HEADER + "".join(map(_typed_dict, found)) + "".join(map(_listed, listed))
    return {"shared/connextlive/generated/values.py": text}


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


def _typed_dict(entity: type[Item]) -> str:
    return ENTITY.format(name=entity.__name__, fields=_fields(entity, entity.get_attributes()))


def _listed(shape: Shape) -> str:
    return LISTED.format(name=shape.entity.__name__, fields=_fields(shape.entity, shape.names))


def _fields(entity: type[Item], names: Iterable[str]) -> str:
    attributes = entity.get_attributes()
    return "\n".join(f"    {name}: {_type(attributes[name])}" for name in names)


def _type(attribute: Any) -> str:
    """What may be None is missing in what is read, and None in what has not been written. Every stored item has a
    version."""
    kind = type(attribute).__name__
    return f"NotRequired[{TYPES[kind]} | None]" if attribute.null and kind != "VersionAttribute" else TYPES[kind]
