"""IAM's evaluation of an identity-based policy.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

_ELEMENTS = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}
# What a call says about itself (`calls.py`).
_KNOWN_KEYS = {"iam:passedtoservice", "ses:fromaddress", "ses:recipients"}
_REMEMBERED = 10_000


class Call(NamedTuple):
    """One action on one resource, with the condition keys that the service sets, in lower case."""

    action: str
    resource: str
    context: Mapping[str, str | list[str]] = {}


@dataclass(frozen=True)
class Statement:
    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    # Whether the two name what the statement is not about.
    not_actions: bool = False
    not_resources: bool = False
    condition: Mapping[str, Mapping[str, Any]] | None = None
    # Of the template.
    line: int = 0

    @classmethod
    def of(cls, document: Mapping[str, Any], line: int = 0) -> "Statement":
        """Raises ValueError for what is not evaluated here: a statement must never mean less here than in AWS."""
        if unknown := document.keys() - _ELEMENTS:
            raise ValueError(f"a policy's statement has {', '.join(sorted(unknown))}, which is not evaluated locally")
        if document.get("Effect") not in ("Allow", "Deny"):
            raise ValueError(f"Effect is {document.get('Effect')}")
        actions = as_list(document.get("Action", document.get("NotAction")))
        resources = as_list(document.get("Resource", document.get("NotResource")))
        if not actions or not resources:
            raise ValueError("a policy's statement needs Action and Resource")
        if variables := [text for text in resources if "${" in text]:
            raise ValueError(f"policy variables are not evaluated locally: {variables[0]}")
        condition = document.get("Condition")
        for operator, keys in (condition or {}).items():
            if operator not in _OPERATORS:
                raise ValueError(f"the condition operator {operator} is not evaluated locally")
            if unknown := {key for key in keys if key.lower() not in _KNOWN_KEYS}:
                raise ValueError(f"the condition key {', '.join(sorted(unknown))} is not evaluated locally")
        return cls(
            document["Effect"],
            tuple(actions),
            tuple(resources),
            "NotAction" in document,
            "NotResource" in document,
            condition,
            line,
        )

    def applies(self, call: Call) -> bool:
        return (
            any(matches_action(pattern, call.action) for pattern in self.actions) is not self.not_actions
            and any(matches_arn(pattern, call.resource) for pattern in self.resources) is not self.not_resources
            and (self.condition is None or _holds(self.condition, call.context))
        )

    def place_of(self, call: Call) -> int:
        """Which of the resources the call is for."""
        return next((i for i, pattern in enumerate(self.resources) if matches_arn(pattern, call.resource)), 0)


class Policy:
    """A function's permissions, compiled once. `line` is where they are in the template."""

    def __init__(self, statements: Iterable[Statement], line: int = 0) -> None:
        self.statements = tuple(statements)
        self.line = line
        self._has_conditions = any(statement.condition for statement in self.statements)
        self._decided: dict[tuple[str, str], Statement | None] = {}

    def allowing(self, call: Call) -> Statement | None:
        """The statement that allows the call; None if nothing does, or something denies it."""
        key = call[:2]
        try:
            return self._decided[key]
        except KeyError:
            pass
        applying = [statement for statement in self.statements if statement.applies(call)]
        denied = any(statement.effect == "Deny" for statement in applying)
        found = None if denied else next(iter(applying), None)
        if len(self._decided) < _REMEMBERED and not (self._has_conditions and call.context):
            self._decided[key] = found
        return found

    def is_denied(self, call: Call) -> bool:
        """Whether it is refused by a Deny, not for want of an Allow."""
        return any(statement.effect == "Deny" and statement.applies(call) for statement in self.statements)

    def line_to_mend(self, action: str) -> int:
        """Where to add a permission: the statement about the same service, if there is one."""
        service = action.partition(":")[0]
        of_service = [one.line for one in self.statements if one.actions[0].partition(":")[0] == service]
        return of_service[0] if of_service else self.line


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


@lru_cache(_REMEMBERED)
def matches_action(pattern: str, action: str) -> bool:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html: not case-sensitive."""
    return _matches_all(pattern, action, re.IGNORECASE)


def matches_arn(pattern: str, arn: str) -> bool:
    """Case-sensitive. A wildcard is for characters of one segment, the parts between colons; only the * that ends a
    segment is for everything after it, too. In a segment, a slash is a character like any other.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    return pattern == arn or _arn_pattern(pattern).fullmatch(arn) is not None


@lru_cache(_REMEMBERED)
def _arn_pattern(pattern: str) -> re.Pattern[str]:
    expression = re.escape(pattern).replace(r"\?", "[^:]")
    expression = re.sub(r"\\\*(?=:|$)", ".*", expression).replace(r"\*", "[^:]*")
    return re.compile(expression, re.DOTALL)


def _matches_all(pattern: str, text: str, flags: int = 0) -> bool:
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text, flags | re.DOTALL) is not None


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda expected, actual: expected == actual,
    "StringEqualsIgnoreCase": lambda expected, actual: expected.lower() == actual.lower(),
    "StringLike": _matches_all,
}


def _holds(condition: Mapping[str, Mapping[str, Any]], context: Mapping[str, str | list[str]]) -> bool:
    """All keys of all operators, each with any of its values. A key that the call does not have fails."""
    return all(
        any(
            _OPERATORS[operator](str(value), actual)
            for value in as_list(expected)
            for actual in as_list(context.get(key.lower()))
        )
        for operator, keys in condition.items()
        for key, expected in keys.items()
    )
