"""What schemas of settings consist of: typed fields that the system uses, and free JSON beside them."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, ValidationError, WithJsonSchema, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import Body, Text

DEEPEST = 10  # levels of free JSON in one field; DynamoDB allows 32 in all


def _unstorable(value: Any, place: tuple[int | str, ...] = ()) -> Iterator[InitErrorDetails]:
    """Why DynamoDB cannot store a value: nested too deep, a number out of range, or an empty name."""
    from connextlive.core.numbers import is_storable  # few requests have free JSON

    problem = None
    if len(place) >= DEEPEST:
        problem, value = Sentence("Nested too deeply"), None
    elif isinstance(value, (int, float)) and not is_storable(value):
        problem = Sentence("Numbers must be finite, smaller than 1e15 and no closer to 0 than 1e-130")
    elif isinstance(value, dict) and "" in value:
        problem = Sentence("Names must not be empty")
    if problem:
        yield {
            "type": PydanticCustomError("unstorable", "Cannot be stored", {"error": problem}),
            "loc": place,
            "input": value,
        }
    for name, below in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from _unstorable(below, (*place, name))


def _storable(value: Any) -> Any:
    if wrong := list(_unstorable(value)):
        raise ValidationError.from_exception_data("JSON", wrong)
    return value


type FreeJson = Annotated[Any, AfterValidator(_storable)]
type FreeObject = Annotated[dict[str, Any], AfterValidator(_storable)]


class Known(Body):
    """Known fields, which null removes; unknown fields are stored and never used."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, FreeJson]

    def changes(self) -> dict[str, Any]:
        """The fields named in the request, in their stored form: under their JSON names, nulls included."""
        return self.model_dump(by_alias=True, exclude_unset=True)

    def known(self) -> dict[str, Any]:
        """The same of known fields only, for people outside the workspace."""
        return self.model_dump(by_alias=True, exclude_unset=True, include=set(type(self).model_fields))

    @model_validator(mode="after")
    def _named(self) -> Self:
        if "" in (self.model_extra or ()):
            raise ValueError(Sentence("Names must not be empty"))
        return self

    @classmethod
    def of(cls, stored: Any) -> Self:
        """The stored value without anything that would be rejected today."""
        try:
            return cls.model_validate(stored)
        except ValidationError as error:
            if not isinstance(stored, dict):
                return cls()
            usable = deepcopy(stored)
            for wrong in error.errors(include_url=False, include_context=False, include_input=False):
                _remove(usable, wrong["loc"])
            return cls.of(usable) if usable != stored else cls()


def _remove(values: dict[str, Any], place: tuple[int | str, ...]) -> None:
    """Removes the outermost field that contains the error and is not an object."""
    for name in place[:-1]:
        if not isinstance(values.get(str(name)), dict):
            break
        values = values[str(name)]
    else:
        name = place[-1] if place else ""
    values.pop(str(name), None)


class LanguageTexts(Body):
    """A text per language."""

    en: Text | None = None
    tr: Text | None = None
    de: Text | None = None
    es: Text | None = None


def _text(value: Any) -> Any:
    """Resolved here, because pydantic would add each alternative of a union to the error's field path."""
    if isinstance(value, dict):
        LanguageTexts.model_validate(value)
        return value
    if not isinstance(value, str):
        raise ValueError(Sentence("Must be text, or an object of texts by language"))
    if len(value) > 1_000:
        raise ValueError(Sentence("Must have at most 1000 characters"))
    return value


_TEXT_SCHEMA = {"type": "string", "maxLength": 1_000}
_TEXTS_SCHEMA = {
    "type": "object",
    "properties": dict.fromkeys(LanguageTexts.model_fields, _TEXT_SCHEMA),
    "additionalProperties": False,
}
type SaidText = Annotated[Any, AfterValidator(_text), WithJsonSchema({"anyOf": [_TEXT_SCHEMA, _TEXTS_SCHEMA]})]
