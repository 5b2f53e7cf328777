"""Generates `shared/connextlive/generated/values.py`: for each entity a TypedDict of what reads return of it, so that
mypy checks the names and types of what lists, schemas and consumers take from it.

Functions import it for type checking only: nothing of it is loaded when they start.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from connextlive.table.orm import Item
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
    return {"shared/connextlive/generated/values.py": HEADER + "".join(map(_typed_dict, found))}


def entities() -> Iterator[type[Item]]:
    """Every entity of the table."""
    for path in sorted((ROOT / "shared/connextlive").glob("*/*.py")):
        if "(Item, discriminator=" in path.read_text():
            import_module(f"connextlive.{path.parent.name}.{path.stem}")
    # Tests have entities of their own.
    yield from (entity for entity in Item.__subclasses__() if entity.__module__.startswith("connextlive."))


def _typed_dict(entity: type[Item]) -> str:
    lines = [f"    {name}: {_type(attribute)}" for name, attribute in entity.get_attributes().items()]
    return ENTITY.format(name=entity.__name__, fields="\n".join(lines))


def _type(attribute: Any) -> str:
    """What may be None is missing in what is read, and None in what has not been written. Every stored item has a
    version."""
    kind = type(attribute).__name__
    return f"NotRequired[{TYPES[kind]} | None]" if attribute.null and kind != "VersionAttribute" else TYPES[kind]
