"""JSON merge patch (RFC 7396)."""

import json
from typing import Any

from connextlive.core.errors import Invalid
from connextlive.core.sentence import Sentence

LARGEST = 32 * 1024  # characters of JSON that an object may grow to, over any number of requests


def merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """`old` with `new` merged in: objects are merged, other values replaced, null removes a key."""
    result = dict(old)
    for key, value in new.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            below = result.get(key)
            result[key] = merged(below if isinstance(below, dict) else {}, value)
        else:
            result[key] = value
    return result


def merged_field(name: str, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The same for a stored field, with a size limit."""
    result = merged(old, new)
    if LARGEST < len(json.dumps(result)) > len(json.dumps(old)):
        raise Invalid(**{name: Sentence("Too large")})
    return result
