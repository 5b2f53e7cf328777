"""Routing by API Gateway's rules of precedence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

ANY = "ANY"


@dataclass(frozen=True)
class Mock:
    """The gateway's own response, by the media type of the request."""

    request_templates: Mapping[str, str]
    responses: Mapping[str, Any]


@dataclass(frozen=True)
class Route:
    path: str
    method: str
    # A function's name, or the gateway's own response.
    target: str | Mock
    # The authorizer's name; None for a public route.
    authorizer: str | None


@dataclass
class Resource:
    path: str
    methods: dict[str, Route] = field(default_factory=dict)

    @cached_property
    def segments(self) -> list[str]:
        return self.path.strip("/").split("/")

    def route(self, method: str) -> Route | None:
        return self.methods.get(method) or self.methods.get(ANY)


class Routes:
    def __init__(self, routes: Iterable[Route]) -> None:
        resources: dict[str, Resource] = {}
        for route in routes:
            resource = resources.setdefault(route.path, Resource(route.path))
            if other := resource.methods.get(route.method):
                raise ValueError(f"{route.method} {route.path} belongs to {other.target}")
            resource.methods[route.method] = route
        self._resources = sorted(resources.values(), key=_precedence)
        self._literal = {tuple(one.segments): one for one in self._resources if "{" not in one.path}

    def __len__(self) -> int:
        return sum(len(resource.methods) for resource in self._resources)

    def find(self, path: str) -> tuple[Resource, dict[str, str]] | None:
        """The resource and its path parameters. The resource is chosen first, then the method: a known path with
        another method never falls through to a parent's `{proxy+}`."""
        segments = path.strip("/").split("/")
        if literal := self._literal.get(tuple(segments)):
            return literal, {}
        for resource in self._resources:
            parameters = _match(resource.segments, segments)
            if parameters is not None:
                return resource, parameters
        return None


def _precedence(resource: Resource) -> list[tuple[int, str]]:
    """Per segment: static before parameter before greedy parameter."""
    return [(2 if s.endswith("+}") else 1 if s.startswith("{") else 0, s) for s in resource.segments]


def _match(pattern: list[str], segments: list[str]) -> dict[str, str] | None:
    """The parameters as they are in the path: a REST API decodes the query, not the path.

    https://github.com/serverless/serverless/issues/5037, https://github.com/middleapi/standard-server/pull/93
    """
    parameters: dict[str, str] = {}
    for index, part in enumerate(pattern):
        if index >= len(segments):
            return None
        if part.endswith("+}"):
            return parameters | {part[1:-2]: "/".join(segments[index:])}
        if part.startswith("{") and segments[index]:
            parameters[part[1:-1]] = segments[index]
        elif part != segments[index]:
            return None
    return parameters if len(pattern) == len(segments) else None
