"""Validation messages for people; pydantic's are for programmers.

A separate module, because most requests are valid and need not import it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from connextlive.core.sentence import Sentence

_MEGABYTE = 1024 * 1024
# By pydantic's error type (https://docs.pydantic.dev/latest/errors/validation_errors/).
_WORDS = {
    "bool_parsing": Sentence("Must be true or false"),
    "bool_type": Sentence("Must be true or false"),
    "dict_type": Sentence("Must be an object"),
    "extra_forbidden": Sentence("Unknown field"),
    "finite_number": Sentence("Must be a number"),
    "float_parsing": Sentence("Must be a number"),
    "float_type": Sentence("Must be a number"),
    "greater_than": Sentence("Must be more than {gt}"),
    "greater_than_equal": Sentence("Must be at least {ge}"),
    "int_from_float": Sentence("Must be a whole number"),
    "int_parsing": Sentence("Must be a whole number"),
    "int_parsing_size": Sentence("Must be a whole number"),
    "int_type": Sentence("Must be a whole number"),
    "json_invalid": Sentence("Malformed JSON"),
    "less_than": Sentence("Must be less than {lt}"),
    "less_than_equal": Sentence("Must be at most {le}"),
    "list_type": Sentence("Must be a list"),
    "literal_error": Sentence("Must be {expected}"),
    "missing": Sentence("Required"),
    "model_attributes_type": Sentence("Must be an object"),
    "model_type": Sentence("Must be a JSON object"),
    "string_pattern_mismatch": Sentence("Invalid format"),
    "string_too_long": Sentence("Must have at most {max_length} characters"),
    "string_too_short": Sentence("Must have at least {min_length} characters"),
    "string_type": Sentence("Must be text"),
    "string_unicode": Sentence("Must be text"),
    "too_long": Sentence("Must have at most {max_length} entries"),
    "too_short": Sentence("Must have at least {min_length} entries"),
}


def problems(found: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """A field and a message for each of pydantic's errors."""
    return [{"field": _field(error["loc"]), "message": words(error["type"], error)} for error in found]


def words(kind: str, error: Mapping[str, Any]) -> str:
    """The message for one error; our own validators raise messages already."""
    context = dict(error.get("ctx", {}))
    if kind not in _WORDS:
        raised = context.get("error")
        said = raised.args[0] if isinstance(raised, ValueError) else raised
        return said if isinstance(said, Sentence) else str(error["msg"]).removeprefix("Value error, ")
    if isinstance(most := context.get("le"), int) and most >= _MEGABYTE and most % _MEGABYTE == 0:
        context["le"] = f"{most // _MEGABYTE} MB"
    elif context.get("min_length") == 1:
        return Sentence("Must not be empty")
    return Sentence(_WORDS[kind].template, **context)


def _field(location: tuple[int | str, ...]) -> str:
    """The field's name, without the index of an invalid element, so that a form can highlight it, and without what
    pydantic adds to the name of an entry if that name itself is invalid."""
    return ".".join(part for part in location if isinstance(part, str) and part != "[key]") or "body"
