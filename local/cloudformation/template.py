"""template.yaml as the gateway needs it: functions with SAM's Globals merged in, the API, and line numbers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from local.cloudformation.intrinsics import Resolver
from local.config import ACCOUNT, REGION, StartupError

_SHORT_FORMS_KEPT = {"Ref", "Condition"}
_INVOCATION = re.compile(r":function:([^/:]+)/invocations$")


class _Loader(yaml.CSafeLoader):
    """Reads short forms (`!Ref`) as their long ones, so that only one representation remains. In C, because it is read
    often."""


def _long_form(loader: yaml.CSafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    return {tag if tag in _SHORT_FORMS_KEPT else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _long_form)


@dataclass(frozen=True)
class EventSource:
    name: str
    type: str
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class Function:
    name: str
    folder: Path
    handler: str
    timeout: float
    memory: int
    environment: Mapping[str, Any]
    events: tuple[EventSource, ...]
    reserved: int | None = None  # concurrency

    @property
    def arn(self) -> str:
        return function_arn(self.name)


def function_arn(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def function_of(uri: str) -> str:
    """The function that an integration's or an authorizer's URI invokes."""
    found = _INVOCATION.search(uri)
    if found is None:
        raise StartupError(f"template.yaml: no function in {uri}")
    return found[1]


class Template:
    """The parsed file. Intrinsics remain until `resolved` knows what the resources became."""

    def __init__(self, path: Path, parameters: Mapping[str, str]) -> None:
        self._path = path
        self.document, self._nodes = _parse(path)
        declared: Mapping[str, Any] = self.document.get("Parameters", {})
        if unknown := sorted(parameters.keys() - declared.keys()):
            raise StartupError(f"{path.name} has no parameter {', '.join(unknown)}")
        given = {name: parameters.get(name, spec.get("Default")) for name, spec in declared.items()}
        if missing := sorted(name for name, value in given.items() if value is None):
            raise StartupError(f"{path.name}: no value for the parameter {', '.join(missing)} (see samconfig.toml)")
        self.parameters = {name: str(value) for name, value in given.items()}

    def resources(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The resources whose condition is true."""
        conditions = Resolver(self.document, self._parameter_values())
        for name, resource in self.document["Resources"].items():
            if "Condition" not in resource or conditions.condition(resource["Condition"]):
                yield name, resource

    def resources_of(self, *types: str) -> dict[str, dict[str, Any]]:
        return {name: resource for name, resource in self.resources() if resource["Type"] in types}

    def resolver(self, deployed: Mapping[str, str]) -> Resolver:
        """Resolves against the deployed resources; functions are known by name."""
        functions = self.resources_of("AWS::Serverless::Function")
        names = {name: name for name in functions} | {f"{name}.Arn": function_arn(name) for name in functions}
        return Resolver(self.document, {**names, **self._parameter_values(), **deployed})

    def functions(self, resolver: Resolver) -> list[Function]:
        return [
            self._function(name, resource, resolver)
            for name, resource in self.resources_of("AWS::Serverless::Function").items()
        ]

    def api(self, resolver: Resolver) -> dict[str, Any]:
        """The REST API's properties; empty if the template leaves the API to SAM."""
        apis = list(self.resources_of("AWS::Serverless::Api").values())
        own = apis[0].get("Properties", {}) if apis else {}
        merged: dict[str, Any] = resolver.resolve(_merge(self._globals("Api"), own))
        return merged

    def import_paths(self) -> list[Path]:
        """Where functions find the layers' modules: a layer's folder, which a build moves to /opt/python."""
        layers = self.resources_of("AWS::Serverless::LayerVersion").values()
        folders = [self._path.parent / layer["Properties"]["ContentUri"] for layer in layers]
        return [path for folder in folders for path in (folder, folder / "python") if path.is_dir()]

    def error(self, resource: str, text: str) -> StartupError:
        return StartupError(f"{self._path.name}:{self.line(resource)}: {resource}: {text}")

    def line(self, resource: str, *path: str | int) -> int:
        """Where something in a resource begins, by names and places in lists, as far as the path leads."""
        if resource not in self._nodes:
            return 1
        key, node = self._nodes[resource]
        for step in path:
            if isinstance(step, str) and isinstance(node, yaml.MappingNode):
                pairs = [pair for pair in node.value if pair[0].value == step]
            elif isinstance(step, int) and isinstance(node, yaml.SequenceNode):
                pairs = [(one, one) for one in node.value[step : step + 1]]
            else:
                break
            if not pairs:
                break
            [(key, node)] = pairs
        return int(key.start_mark.line) + 1

    def _function(self, name: str, resource: Mapping[str, Any], resolver: Resolver) -> Function:
        properties = resolver.resolve(_merge(self._globals("Function"), resource.get("Properties", {})))
        folder = self._path.parent / str(properties.get("CodeUri", "."))
        events = properties.get("Events", {})
        return Function(
            name=name,
            folder=folder,
            handler=str(properties.get("Handler", "app.handler")),
            timeout=float(properties.get("Timeout", 3)),
            memory=int(properties.get("MemorySize", 128)),
            environment=properties.get("Environment", {}).get("Variables", {}),
            events=tuple(EventSource(key, e["Type"], e.get("Properties", {})) for key, e in events.items()),
            reserved=properties.get("ReservedConcurrentExecutions"),
        )

    def _globals(self, kind: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document.get("Globals", {}).get(kind, {})
        return found

    def _parameter_values(self) -> dict[str, Any]:
        kinds = {name: spec.get("Type", "String") for name, spec in self.document.get("Parameters", {}).items()}
        return {name: value.split(",") if "List" in kinds[name] else value for name, value in self.parameters.items()}


def _parse(path: Path) -> tuple[dict[str, Any], dict[str, tuple[yaml.Node, yaml.Node]]]:
    """The document, and each resource's name and content with their places."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise StartupError(f"{path.name} not found") from None
    return _parsed(path.name, text)


@lru_cache(maxsize=2)  # tests and tools read the same file often; nothing changes what was read
def _parsed(name: str, text: str) -> tuple[dict[str, Any], dict[str, tuple[yaml.Node, yaml.Node]]]:
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        document = loader.construct_document(root) if root else None
    except yaml.MarkedYAMLError as error:
        # Something missing at the end is reported for the line after it.
        line = min(error.problem_mark.line + 1, len(text.splitlines())) if error.problem_mark else 1
        raise StartupError(f"{name}:{line}: {error.problem}") from error
    if not isinstance(document, dict) or not isinstance(document.get("Resources"), dict):
        raise StartupError(f"{name}:1: no Resources")
    assert isinstance(root, yaml.MappingNode)
    resources = next(value for key, value in root.value if key.value == "Resources")
    nodes = {title.value: (title, content) for title, content in resources.value}
    for key, resource in document["Resources"].items():
        if not isinstance(resource, dict) or "Type" not in resource:
            raise StartupError(f"{name}:{nodes[key][0].start_mark.line + 1}: {key}: no Type")
    return document, nodes


def _merge(base: Any, own: Any) -> Any:
    """SAM's rule for Globals: maps are merged, lists are joined, anything else is replaced."""
    if isinstance(base, dict) and isinstance(own, dict):
        return {**base, **{key: _merge(base[key], value) if key in base else value for key, value in own.items()}}
    if isinstance(base, list) and isinstance(own, list):
        return base + own
    return own
