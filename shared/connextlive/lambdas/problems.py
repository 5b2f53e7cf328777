"""What is wrong with a request, in words for people: pydantic's are for programmers.

A separate module, because most requests have nothing wrong, and a start should not read what they do not need.
"""

from collections.abc import Iterable, Mapping
from typing import Any

_MEGABYTE = 1024 * 1024
# By pydantic's kind of error (https://docs.pydantic.dev/latest/errors/validation_errors/). The console knows each of
# these sentences, with a placeholder for the number, in its languages.
_WORDS = {
    "bool_parsing": "Must be true or false",
    "bool_type": "Must be true or false",
    "dict_type": "Must be an object",
    "extra_forbidden": "Unknown field",
    "finite_number": "Must be a number",
    "float_parsing": "Must be a number",
    "float_type": "Must be a number",
    "greater_than": "Must be more than {gt}",
    "greater_than_equal": "Must be at least {ge}",
    "int_from_float": "Must be a whole number",
    "int_parsing": "Must be a whole number",
    "int_parsing_size": "Must be a whole number",
    "int_type": "Must be a whole number",
    "json_invalid": "Malformed JSON",
    "less_than": "Must be less than {lt}",
    "less_than_equal": "Must be at most {le}",
    "list_type": "Must be a list",
    "literal_error": "Must be {expected}",
    "missing": "Required",
    "model_attributes_type": "Must be an object",
    "model_type": "Must be a JSON object",
    "string_pattern_mismatch": "Is not of the right form",
    "string_too_long": "Must have at most {max_length} characters",
    "string_too_short": "Must have at least {min_length} characters",
    "string_type": "Must be text",
    "string_unicode": "Must be text",
    "too_long": "Must have at most {max_length} entries",
    "too_short": "Must have at least {min_length} entries",
}


def problems(found: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """A field and a sentence for each of pydantic's errors."""
    return [{"field": _field(error["loc"]), "message": words(error["type"], error)} for error in found]


def words(kind: str, error: Mapping[str, Any]) -> str:
    """The sentence for one error; what a validator of ours raised is one already."""
    if kind not in _WORDS:
        return str(error["msg"]).removeprefix("Value error, ")
    context = dict(error.get("ctx", {}))
    if isinstance(most := context.get("le"), int) and most >= _MEGABYTE and most % _MEGABYTE == 0:
        context["le"] = f"{most // _MEGABYTE} MB"
    elif context.get("min_length") == 1:
        return "Must not be empty"
    return _WORDS[kind].format(**context)


def _field(location: tuple[int | str, ...]) -> str:
    """A field by its name, whichever element of it is wrong: what a form can point at."""
    return ".".join(part for part in location if isinstance(part, str)) or "body"
