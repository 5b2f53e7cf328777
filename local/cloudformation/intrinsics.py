"""CloudFormation's intrinsic functions, for the parts of the template that the gateway plays."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from local.config import ACCOUNT, REGION, STACK_NAME

PSEUDO_PARAMETERS = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{STACK_NAME}/local",
    "AWS::StackName": STACK_NAME,
    "AWS::URLSuffix": "amazonaws.com",
}
_NO_VALUE = object()
_PLACEHOLDER = re.compile(r"\$\{(!?)([^}]+)\}")


def attributes_in(node: Any) -> set[tuple[str, str]]:
    """Every (resource, attribute) that the node references with GetAtt, or with `${Resource.Attribute}` in a Sub."""
    if isinstance(node, list):
        return set().union(*map(attributes_in, node))
    if not isinstance(node, dict):
        return set()
    found = set().union(*map(attributes_in, node.values()))
    if "Fn::GetAtt" in node:
        found.add(_attribute(node["Fn::GetAtt"]))
    if "Fn::Sub" in node:
        text = node["Fn::Sub"] if isinstance(node["Fn::Sub"], str) else node["Fn::Sub"][0]
        names = [name for literal, name in _PLACEHOLDER.findall(text) if not literal]
        found.update((name.split(".", 1)[0], name.split(".", 1)[1]) for name in names if "." in name)
    return found


def _attribute(argument: str | list[str]) -> tuple[str, str]:
    resource, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
    return resource, attribute


class Resolver:
    """Resolves intrinsics. `references` has parameters and resources by "Name", attributes by "Name.Attribute".

    What is not deployed locally (CloudFront, alarms) resolves to its own name: nothing local depends on it.
    """

    def __init__(self, document: Mapping[str, Any], references: Mapping[str, Any]) -> None:
        self._conditions: Mapping[str, Any] = document.get("Conditions", {})
        self._mappings: Mapping[str, Any] = document.get("Mappings", {})
        self._references = {**PSEUDO_PARAMETERS, **references}
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Condition": self.condition,
            "Ref": self._reference,
            "Fn::And": lambda a: all(map(self.resolve, a)),
            "Fn::Equals": lambda a: self.resolve(a[0]) == self.resolve(a[1]),
            "Fn::FindInMap": self._find_in_map,
            "Fn::GetAtt": lambda a: self._reference(".".join(_attribute(a))),
            "Fn::If": lambda a: self._resolve(a[1] if self.condition(a[0]) else a[2]),
            "Fn::Join": lambda a: a[0].join(map(str, self.resolve(a[1]))),
            "Fn::Not": lambda a: not self.resolve(a[0]),
            "Fn::Or": lambda a: any(map(self.resolve, a)),
            "Fn::Select": lambda a: self.resolve(a[1])[int(self.resolve(a[0]))],
            "Fn::Split": lambda a: self.resolve(a[1]).split(a[0]),
            "Fn::Sub": self._substitute,
        }

    def condition(self, name: str) -> bool:
        return bool(self.resolve(self._conditions[name]))

    def resolve(self, node: Any) -> Any:
        value = self._resolve(node)
        return None if value is _NO_VALUE else value

    def _resolve(self, node: Any) -> Any:
        if isinstance(node, list):
            return [value for value in map(self._resolve, node) if value is not _NO_VALUE]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            name, argument = next(iter(node.items()))
            # "Condition" is an intrinsic only with a condition's name; policies have a property with that name.
            if name in self._functions and (name != "Condition" or isinstance(argument, str)):
                return self._functions[name](argument)
        resolved = {key: self._resolve(value) for key, value in node.items()}
        return {key: value for key, value in resolved.items() if value is not _NO_VALUE}

    def _reference(self, name: str) -> Any:
        return _NO_VALUE if name == "AWS::NoValue" else self._references.get(name, name)

    def _find_in_map(self, argument: list[Any]) -> Any:
        name, top, second = map(self.resolve, argument[:3])
        return self._mappings[name][top][second]

    def _substitute(self, argument: str | list[Any]) -> str:
        text, extra = (argument, {}) if isinstance(argument, str) else argument
        values = {name: self.resolve(value) for name, value in extra.items()}

        def replace(match: re.Match[str]) -> str:
            literal, name = match.groups()
            return f"${{{name}}}" if literal else str(values.get(name, self._reference(name)))

        # What a dynamic reference leads to is known to AWS only.
        return "" if text.startswith("{{resolve:") else _PLACEHOLDER.sub(replace, text)
