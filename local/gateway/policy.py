"""Evaluates an authorizer's policy."""

import re
from collections.abc import Mapping
from typing import Any


def allows(policy: Mapping[str, Any], arn: str) -> bool:
    """An explicit Deny overrides any Allow; without a matching statement, the result is no."""
    effects = {
        statement["Effect"]
        for statement in _as_list(policy.get("Statement"))
        if any(_matches(action, "execute-api:Invoke", re.IGNORECASE) for action in _as_list(statement.get("Action")))
        and any(_matches(resource, arn) for resource in _as_list(statement.get("Resource")))
    }
    return effects == {"Allow"}


def _matches(pattern: str, text: str, flags: int = 0) -> bool:
    """IAM's wildcards; unlike in a shell, `*` matches slashes, and brackets are literal."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text, flags | re.DOTALL) is not None


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
