"""The API as declared by the functions' `@endpoint`: the source of definition, document and sample events."""

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from connextlive.lambdas.endpoint import Endpoint
from connextlive.lambdas.answers import Answer
from local.cloudformation.template import Function, Template
from tools import OPTIONAL, ROOT

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Operation:
    """A method of a path, and its function."""

    function: str
    method: str
    endpoint: Endpoint

    @property
    def path(self) -> str:
        return self.endpoint.path

    @property
    def is_public(self) -> bool:
        return self.endpoint.is_public

    @property
    def answers_with_a_file(self) -> bool:
        return self.endpoint.answer is Answer

    @property
    def id(self) -> str:
        """The function's name in camelCase. A function's second method is distinguished by its name."""
        first, *rest = self.function.split("_")
        second = "" if self.method == self.endpoint.methods[0] else self.method.capitalize()
        return first + "".join(map(str.capitalize, rest)) + second

    @property
    def summary(self) -> str:
        """The function's docstring after the route."""
        _, _, words = summary_line(self.function).partition(": ")
        return words[0].upper() + words[1:]

    @property
    def audience(self) -> str:
        """The segment after `/api/`."""
        return self.path.split("/")[2]


def functions() -> list[Function]:
    """Every function of the template, in the order of the API reference, with what is optional."""
    template = Template(ROOT / "template.yaml", OPTIONAL)
    return template.functions(template.resolver({}))


def operations() -> Iterator[Operation]:
    """Every operation, in the functions' order."""
    for function in functions():
        yield from operations_of(function.folder.name)


def operations_of(function: str) -> Iterator[Operation]:
    """A function's operations: usually one; none for consumers, authorizers and WebSocket routes."""
    if not function.startswith(("on_", "ws_", "authorizer")):
        endpoint: Endpoint = module(function).handler.endpoint
        yield from (Operation(function, method, endpoint) for method in endpoint.methods)


@cache
def module(function: str) -> ModuleType:
    """A function's `app.py`, imported under a unique name."""
    name = f"functions.{function}.app"
    spec = importlib.util.spec_from_file_location(name, ROOT / "functions" / function / "app.py")
    assert spec
    assert spec.loader
    loaded = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def summary_line(function: str) -> str:
    """The docstring's first paragraph: `METHOD /path: what it does.`"""
    text = module(function).__doc__ or ""
    return " ".join(text.partition("\n\n")[0].split())
