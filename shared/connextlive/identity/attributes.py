"""Custom attributes: a workspace's own facts about its visitors and conversations. The setting `attributes` defines
them by key, in the form of `schemas/attributes.py`; values are stored with the visitor or conversation.

A stored value may outlive its definition. It is removed when something else about the same visitor or conversation is
set. Values of archived definitions and of removed options are kept even then.
"""

import json
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, cast

from connextlive.core.errors import Invalid
from connextlive.core.sentence import Sentence
from connextlive.core.visible import is_visible, trimmed

type Subject = Literal["VISITOR", "CONVERSATION"]
type Type = Literal["TEXT", "NUMBER", "BOOLEAN", "DATE", "LIST"]
type Value = str | int | float | bool
type Attributes = dict[str, Value]
type Given = Mapping[str, Value | None]  # to be set: of any type, as a request or a site says; None removes one
type Label = str | Mapping[str, str]  # a text, or one by language
type Settings = Mapping[str, Any]  # as stored

NAME = "attributes"  # of the setting, and of the field that has values
MOST = 50  # definitions, those that are archived included
LONGEST = 1_000  # characters of a text
LARGEST = 4_096  # bytes of JSON of all values together: lists have a hundred of them
TYPES = ("TEXT", "NUMBER", "BOOLEAN", "DATE", "LIST")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Definition(NamedTuple):
    """Whether an attribute is of visitors or conversations, and its type and options; `label` is a text, or one by
    language."""

    key: str
    subject: Subject
    type: Type
    label: Label
    options: Collection[str]
    is_archived: bool


def of(settings: Settings) -> dict[str, Definition]:
    """The definitions in a workspace's settings, by key. Invalid ones, from before the setting existed, are left
    out."""
    stored = settings.get(NAME)
    if not isinstance(stored, Mapping):
        return {}
    found = {key: _definition(key, one) for key, one in stored.items() if isinstance(one, Mapping)}
    return {key: one for key, one in found.items() if one.type in TYPES}


def _definition(key: str, stored: Mapping[str, Any]) -> Definition:
    subject: Subject = "CONVERSATION" if stored.get("of") == "CONVERSATION" else "VISITOR"
    options = [one for one in stored.get("options") or () if isinstance(one, str)]
    kind = cast("Type", stored.get("type") or "TEXT")
    return Definition(key, subject, kind, stored.get("label") or key, options, stored.get("isArchived") is True)


def labeled(definition: Definition, language: str) -> str:
    """The label of an attribute in a language."""
    label = definition.label
    return str((label.get(language) or label.get("en") or definition.key) if isinstance(label, Mapping) else label)


def check(before: Settings, after: Settings) -> None:
    """Refuses a change of settings that would make stored values invalid, or that has too many definitions."""
    was, now = of(before), of(after)
    if len(now) > MOST and len(now) > len(was):
        raise Invalid(**{f"settings.{NAME}": Sentence("Must have at most {max_length} entries", max_length=MOST)})
    changed = {
        f"settings.{NAME}.{key}.{name}": Sentence("Cannot be changed: define another attribute instead")
        for key in now
        if key in was
        for name, former, present in (
            ("type", was[key].type, now[key].type),
            ("of", was[key].subject, now[key].subject),
        )
        if former != present
    }
    if changed:
        raise Invalid(**changed)


def changed(
    definitions: Mapping[str, Definition],
    stored: Mapping[Subject, Attributes | None],
    given: Given,
    field: str = NAME,
) -> dict[Subject, Attributes | None]:
    """The stored values with the given ones (null removes one); None for a subject without any value. Raises Invalid
    with all errors under `field`."""
    kept, problems = _merged(definitions, stored, given)
    if problems:
        raise Invalid(**{f"{field}.{key}": problem for key, problem in problems.items()})
    if any(_is_too_large(kept[subject], stored[subject]) for subject in stored):
        raise Invalid(**{field: Sentence("Too large")})
    return {subject: values or None for subject, values in kept.items()}


def fitting(
    definitions: Mapping[str, Definition], stored: Attributes | None, given: Given
) -> tuple[Attributes | None, list[str]]:
    """A visitor's stored values with the valid ones of those given, and the keys of invalid ones. For values from a
    site's own page, which must not break because an option was removed."""
    merged, problems = _merged(definitions, {"VISITOR": stored}, given)
    if _is_too_large(merged["VISITOR"], stored):
        return stored, sorted(given)
    return merged["VISITOR"] or None, sorted(problems)


def _merged(
    definitions: Mapping[str, Definition], stored: Mapping[Subject, Attributes | None], given: Given
) -> tuple[dict[Subject, Attributes], dict[str, str]]:
    """The stored values with the valid ones of those given, and the errors of the others."""
    kept: dict[Subject, Attributes] = {
        subject: {key: value for key, value in (values or {}).items() if _fits(definitions.get(key), subject, value)}
        for subject, values in stored.items()
    }
    problems: dict[str, str] = {}
    for key, value in given.items():
        definition = definitions.get(key)
        if value is None:
            for values in kept.values():
                values.pop(key, None)
        elif definition is None or definition.subject not in kept:
            problems[key] = Sentence("Unknown attribute")
        elif definition.is_archived:
            problems[key] = Sentence("This attribute is archived")
        else:
            try:
                read = _read(definition, value)
            except ValueError as error:
                problems[key] = error.args[0]
            else:
                kept[definition.subject].pop(key, None)
                kept[definition.subject] |= {key: read} if read != "" else {}
    return kept, problems


def _is_too_large(values: Attributes, before: Attributes | None) -> bool:
    return _size(values) > max(LARGEST, _size(before or {}))


def _size(values: Mapping[str, Value]) -> int:
    return len(json.dumps(values, ensure_ascii=False).encode())


def _fits(definition: Definition | None, subject: Subject, value: Value) -> bool:
    """Whether a stored value has its attribute's type: the key may have been defined anew since. Removed options stay
    where they were chosen."""
    if definition is None or definition.subject != subject:
        return False
    try:
        return (definition.type == "LIST" and isinstance(value, str)) or _read(definition, value) == value
    except ValueError:
        return False


def _read(definition: Definition, value: object) -> Value:
    """The value as it is stored; an empty text stands for no value. Raises ValueError if it is invalid."""
    match definition.type:
        case "NUMBER":
            from connextlive.core.numbers import is_storable  # not all values are numbers

            if isinstance(value, bool) or not isinstance(value, (int, float)) or not is_storable(value):
                raise ValueError(Sentence("Must be a number"))
            return value
        case "BOOLEAN":
            if not isinstance(value, bool):
                raise ValueError(Sentence("Must be true or false"))
            return value
    if not isinstance(value, str):
        raise ValueError(Sentence("Must be text"))
    text = trimmed(value.replace("\r\n", "\n").replace("\r", "\n"))
    if not text:
        return ""
    match definition.type:
        case "DATE":
            return _day(text)
        case "LIST":
            if text not in definition.options:
                raise ValueError(Sentence("Must be one of the options"))
        case _:
            if len(text) > LONGEST:
                raise ValueError(Sentence("Must have at most {max_length} characters", max_length=LONGEST))
            if not is_visible(text):
                raise ValueError(Sentence("Must not be empty"))
    return text


def _day(text: str) -> str:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ValueError(Sentence("Must be a day such as 2026-01-31"))
