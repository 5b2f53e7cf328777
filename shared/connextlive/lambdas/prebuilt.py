"""Schemas whose validators the layer's build has prepared.

pydantic collects a class's fields and generates its core schema from them each time that a process starts: a fifth of a
cold start. Both follow from the source alone, so the build puts the core schemas of all our classes into
`generated/schemas.py` (shared/build); here a validator is built from that, and fields are collected when somebody asks
for them. A class that is not there is built as pydantic would.

The first value that is encoded without a schema has pydantic's core make a table of the types that it knows, for which
it imports `pathlib`, `ipaddress` and `uuid` (its `src/serializers/ob_type.rs`): 7 ms of CPU, in the first request,
which gets a part of a processor. No value of ours is of their types, so the table is made here, without them.

Importing this module is enough; it must be imported before the first schema is defined.
"""

import marshal
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from operator import attrgetter
from types import ModuleType
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic._internal import _model_construction as pydantic_models
from pydantic_core import SchemaSerializer, SchemaValidator, to_json

from connextlive.lambdas.merged import Instead

try:
    from connextlive.generated.schemas import SCHEMAS
except ModuleNotFoundError:  # not built
    SCHEMAS: dict[str, bytes] = {}  # type: ignore[no-redef]  # the built one has the same type

type Model = type[BaseModel]

_complete: Callable[..., bool] = pydantic_models.complete_model_class
_collect: Callable[..., None] = pydantic_models.set_model_fields
_bases_data: Callable[..., Any] = pydantic_models.ModelMetaclass._collect_bases_data


class _Absent(ModuleType):
    """Stands for a module of which pydantic's core wants types: each is one that nothing has."""

    def __getattr__(self, name: str) -> type:
        return type(name, (), {})


class Reference(NamedTuple):
    """What cannot be stored: where it stands in a schema, and the module and name that it has. It is what has the name,
    or the schema of that class, or that function with some arguments given."""

    path: Sequence[str | int]
    module: str
    name: str
    is_schema: bool = False
    given: Mapping[str, int] | None = None


def name_of(model: Model) -> str:
    return f"{model.__module__}:{model.__qualname__}"


class _Fields:
    """A class's fields, which replace this when they are looked at."""

    def __init__(self, model: Model, collect: Callable[[], None]) -> None:
        self._model, self._collect = model, collect

    def __get__(self, _: object, owner: Model) -> Any:
        del self._model.__pydantic_fields__  # the class that has this, which may be a base of the owner
        self._collect()
        return owner.__pydantic_fields__


def _fields_later(model: Model, *arguments: Any, **named: Any) -> None:
    """Replaces `set_model_fields`."""
    if name_of(model) not in SCHEMAS:
        _collect_of_all(model, *arguments, **named)
        return
    fields: Any = _Fields(model, partial(_collect_of_all, model, *arguments, **named))
    model.__pydantic_fields__ = fields
    model.__pydantic_extra_info__ = None


def _collect_of_all(model: Model, *arguments: Any, **named: Any) -> None:
    """Collects the fields of bases before those of the class, which looks for them in their namespaces."""
    for base in reversed(model.__mro__[1:]):
        getattr(base, "__pydantic_fields__", None)
    _collect(model, *arguments, **named)


def _of_bases(bases: tuple[Model, ...]) -> Any:
    """Replaces what looks through bases for fields that a class would hide, which the build has done."""
    if all(base is BaseModel or name_of(base) in SCHEMAS for base in bases):
        return set(), set(), {}
    return _bases_data(bases)


def _completed(model: Model, *arguments: Any, **named: Any) -> bool:
    """Replaces `complete_model_class`."""
    stored = SCHEMAS.get(name_of(model))
    if stored is None:
        return _complete(model, *arguments, **named)
    schema, config = read(stored)
    model.__pydantic_core_schema__ = schema
    model.__pydantic_validator__ = SchemaValidator(schema, config)
    model.__pydantic_serializer__ = SchemaSerializer(schema, config)
    model.__pydantic_complete__ = True
    return True


def schema_of(model: Model) -> Any:
    """A class's core schema, of which nothing has been built yet if it is prepared."""
    stored = SCHEMAS.get(name_of(model))
    if stored is not None:
        return read(stored)[0]
    model.model_rebuild()
    return model.__pydantic_core_schema__


def read(stored: bytes) -> tuple[Any, Any]:
    """A core schema and its configuration."""
    schema, config, references = marshal.loads(stored)  # noqa: S302  # of the layer itself, as its code is
    for reference in map(Reference._make, references):
        *way, last = reference.path
        place = schema
        for step in way:
            place = place[step]
        place[last] = _resolved(reference)
    return schema, config


def _resolved(reference: Reference) -> Any:
    module = sys.modules.get(reference.module) or import_module(reference.module)
    found = attrgetter(reference.name)(module)
    if reference.is_schema:
        return schema_of(found)
    return found if reference.given is None else partial(found, **reference.given)


with Instead(_Absent, "pathlib", "ipaddress", "uuid"):
    to_json(None)

vars(pydantic_models).update(set_model_fields=_fields_later, complete_model_class=_completed)
pydantic_models.ModelMetaclass._collect_bases_data = staticmethod(_of_bases)  # type: ignore[method-assign]  # replaced
