"""Answers made of many values that we have stored ourselves. Making a model of each, only to write them as JSON, takes
more than reading them."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, Self

from pydantic_core import SchemaSerializer, SchemaValidator

from connextlive.lambdas import prebuilt
from connextlive.lambdas.common import Answer

type Schema = dict[str, Any]


class PlainAnswer(Answer):
    """An answer whose values are checked and written as its schema says, but remain dictionaries."""

    @classmethod
    def of_values(cls, values: Mapping[str, object]) -> Self:
        made = cls.__new__(cls)
        object.__setattr__(made, "__dict__", _coder(cls).validator.validate_python(values))
        return made

    @classmethod
    def prepare(cls) -> None:
        """Builds what checks and writes, instead of what makes models."""
        _coder(cls)

    def model_dump_json(self, **options: object) -> str:
        return _coder(type(self)).serializer.to_json(vars(self), **options).decode()  # type: ignore[arg-type]  # pydantic's


class _Coder(NamedTuple):
    validator: SchemaValidator
    serializer: SchemaSerializer


@cache
def _coder(answer: type[PlainAnswer]) -> _Coder:
    schema, config = _of_dictionaries(prebuilt.schema_of(answer)), {"hide_input_in_errors": True}
    return _Coder(SchemaValidator(schema, config), SchemaSerializer(schema, config))  # type: ignore[arg-type]  # as read


def _of_dictionaries(schema: Any) -> Any:
    """A core schema with typed dictionaries for models: by their names in Python, written by their names in JSON."""
    match schema:
        case {"type": "model", "schema": fields}:
            kept = {"ref": schema["ref"]} if "ref" in schema else {}
            return _of_dictionaries(fields) | kept
        case {"type": "model-fields", "fields": dict(fields)}:
            return {"type": "typed-dict", "fields": {name: _of_dictionaries(field) for name, field in fields.items()}}
        case {"type": "model-field", "schema": of}:
            alias = {"serialization_alias": schema["serialization_alias"]} if "serialization_alias" in schema else {}
            return {"type": "typed-dict-field", "schema": _of_dictionaries(of)} | alias
        case dict():
            return {key: _of_dictionaries(part) for key, part in schema.items()}
        case list():
            return list(map(_of_dictionaries, schema))
        case _:
            return schema
