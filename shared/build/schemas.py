"""The core schemas of all our pydantic classes that are imported, in the form that `connextlive/lambdas/prebuilt.py`
reads."""

import marshal
import sys
from collections.abc import Iterator
from functools import partial
from operator import attrgetter
from typing import Any

from pydantic import BaseModel
from pydantic._internal._config import ConfigWrapper
from pydantic_core import MISSING

from connextlive.lambdas.prebuilt import Reference, name_of

PLAIN = (str, bytes, int, float, bool, type(None))


class Unstorable(Exception):
    """Something in a schema that is not named in any module."""


def stored() -> dict[str, bytes]:
    """By the classes' names. What cannot be stored is left out: it is generated at each start."""
    found = {}
    for model in sorted(models(), key=name_of):
        model.model_rebuild()
        try:
            found[name_of(model)] = marshal.dumps(_parts(model))
        except Unstorable as error:
            print(f"{name_of(model)} is generated at each start: {error}", file=sys.stderr)
    return found


def models(base: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    """Our classes."""
    for model in base.__subclasses__():
        if model.__module__.startswith("connextlive."):
            yield model
            yield from models(model)


def _parts(model: type[BaseModel]) -> Any:
    if model.__class_vars__ or model.__private_attributes__:
        raise Unstorable("it has more than fields")
    if any(field.deprecated for field in model.__pydantic_fields__.values()):
        raise Unstorable("it has deprecated fields")
    schema = model.__pydantic_core_schema__
    config: Any = ConfigWrapper(model.model_config, check=False).core_config(title=model.__name__)
    references: list[Reference] = []
    return _plain(schema, (), references), _plain(config, (), _Nothing()), list(map(tuple, references))


def _plain(value: Any, path: tuple[Any, ...], references: list[Reference], is_whole: bool = False) -> Any:
    """The value with nothing in it but what can be stored, and a note of what else there was: schemas of other classes,
    too, unless they are to be `whole`."""
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, dict):
        kind = value.get("type")
        is_whole = is_whole or kind == "definitions"  # which schemas of other classes may refer to
        if path and not is_whole and kind == "model" and _is_own(value):
            references.append(Reference(path, *_named(value["cls"]), is_schema=True))
            return None
        return {key: _plain(part, (*path, key), references, is_whole) for key, part in _parts_of(value)}
    if isinstance(value, list):
        return [_plain(part, (*path, index), references, is_whole) for index, part in enumerate(value)]
    if isinstance(value, (tuple, set, frozenset)):
        return type(value)(_plain(part, path, _Nothing()) for part in value)
    if isinstance(value, partial):
        given = _plain(value.keywords, (), _Nothing())
        references.append(Reference(path, *_named(None if value.args else value.func), given=given))
    else:
        references.append(Reference(path, *_named(value)))
    return None


def _parts_of(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Without what is for JSON schemas alone. A field may have that name, too."""
    is_node = isinstance(schema.get("type"), str)
    return ((key, part) for key, part in schema.items() if not (is_node and key == "metadata"))


def _is_own(schema: dict[str, Any]) -> bool:
    """Whether it is the one that its class has by itself. Where classes share a type, it may be written elsewhere."""
    of = schema["cls"]
    if not of.__module__.startswith("connextlive."):
        return False
    of.model_rebuild()
    return bool(_comparable(schema) == _comparable(of.__pydantic_core_schema__))


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _comparable(part) for key, part in _parts_of(value)}
    if isinstance(value, list):
        return list(map(_comparable, value))
    return (value.func, value.keywords) if isinstance(value, partial) else value


class _Nothing(list[Reference]):
    """Within what cannot be changed, nothing may be noted."""

    def append(self, reference: Reference) -> None:
        raise Unstorable(f"{reference.name} is in something that cannot be changed")


def _named(value: Any) -> tuple[str, str]:
    """The module and the name in it."""
    if value is MISSING:
        return "pydantic_core", "MISSING"
    owner = getattr(value, "__self__", None)
    if isinstance(owner, type):  # a method of a class
        module, name = owner.__module__, f"{owner.__qualname__}.{value.__name__}"
    else:
        module, name = getattr(value, "__module__", ""), getattr(value, "__qualname__", "")
    try:
        found = attrgetter(name)(sys.modules[module])
    except (AttributeError, KeyError, TypeError) as error:
        raise Unstorable(f"{value!r} has no name") from error
    if found != value:
        raise Unstorable(f"{module}.{name} is something else")
    return module, name
