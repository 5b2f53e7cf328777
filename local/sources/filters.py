"""FilterCriteria: which records of a source a function receives."""

import json
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

Filter = Callable[[Mapping[str, Any]], bool]
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "=": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_ABSENT = object()


def record_filter(properties: Mapping[str, Any]) -> Filter:
    """A record passes if it matches any of the patterns; without patterns, every record passes."""
    filters = properties.get("FilterCriteria", {}).get("Filters", [])
    patterns = [json.loads(entry["Pattern"]) for entry in filters]
    return lambda record: not patterns or any(matches(pattern, record) for pattern in patterns)


def matches(pattern: Mapping[str, Any], data: Any) -> bool:
    return all(
        any(matches(alternative, data) for alternative in expected)
        if key == "$or"
        else _matches_field(expected, data.get(key, _ABSENT) if isinstance(data, Mapping) else _ABSENT)
        for key, expected in pattern.items()
    )


def _matches_field(expected: Any, actual: Any) -> bool:
    if isinstance(expected, Mapping):
        # Below an absent field everything is absent, which `exists: false` matches.
        return matches(expected, actual if isinstance(actual, Mapping) else {})
    values = actual if isinstance(actual, list) else [actual]
    return any(_matches_rule(rule, value) for rule in expected for value in values)


def _matches_rule(rule: Any, value: Any) -> bool:
    if not isinstance(rule, Mapping):
        return value is not _ABSENT and type(value) is type(rule) and bool(value == rule)
    ((name, argument),) = rule.items()
    if name == "exists":
        return (value is not _ABSENT) is argument
    if value is _ABSENT:
        return False
    match name:
        case "anything-but":
            return not any(_matches_rule(excluded, value) for excluded in _as_list(argument))
        case "numeric":
            pairs = zip(argument[::2], argument[1::2], strict=True)
            return isinstance(value, int | float) and all(_COMPARISONS[sign](value, limit) for sign, limit in pairs)
        case "cidr":
            return ip_address(value) in ip_network(argument)
    if not isinstance(value, str):
        return False
    match name:
        case "prefix":
            return value.startswith(str(argument))
        case "suffix":
            return value.endswith(str(argument))
        case "equals-ignore-case":
            return value.lower() == str(argument).lower()
    raise ValueError(f"unknown filter rule {name}")


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
