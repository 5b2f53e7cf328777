"""Conversion between DynamoDB's attribute maps and Python values."""

from collections.abc import Mapping
from typing import Any

from connextlive.table.names import WHOLE

type AttributeValue = dict[str, Any]  # such as {"S": "Ada"}
type AttributeMap = dict[str, AttributeValue]  # an item as DynamoDB has it: {"name": {"S": "Ada"}}
type Action = dict[str, dict[str, Any]]  # a part of a transaction, as DynamoDB has it: {"Put": {"Item": …}}
type Values = dict[str, Any]  # an item as Python values: {"name": "Ada"}


def plain(raw: AttributeMap) -> Values:
    """An item as Python values under whole names: all that a list needs, at a tenth of a model's cost per item."""
    return {WHOLE.get(name, name): value["S"] if "S" in value else plain_value(value) for name, value in raw.items()}


def plain_map(raw: AttributeMap) -> Values:
    """The same of a map, whose names are stored as they are."""
    return {name: value["S"] if "S" in value else plain_value(value) for name, value in raw.items()}


def typed(values: Mapping[str, object]) -> AttributeMap:
    """The inverse of `plain`; None is omitted."""
    return {name: typed_value(value) for name, value in values.items() if value is not None}


def typed_value(value: Any) -> AttributeValue:
    """A value as an attribute, such as `{"S": …}`."""
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": repr(value)}
        case dict():
            return {"M": typed(value)}
        case None:
            return {"NULL": True}
        case _:
            return {"L": [typed_value(item) for item in value]}


def plain_value(typed: AttributeValue) -> Any:
    """The Python value of an attribute such as `{"S": …}`."""
    # Most frequent types first; looking into a one-entry dict is cheaper than unpacking it.
    if "S" in typed:
        return typed["S"]
    if "N" in typed:
        try:
            return int(typed["N"])
        except ValueError:
            return float(typed["N"])
    if "M" in typed:
        return plain_map(typed["M"])
    if "L" in typed:
        return list(map(plain_value, typed["L"]))
    return typed.get("BOOL")
