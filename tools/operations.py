"""The API as the template and the functions' signatures declare it: the one source of the document and the events."""

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import cast

from connextlive.http import Endpoint
from local.routing import ANY
from local.template import Function, Template
from tools import ROOT

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Operation:
    """One method of one path, and the function that answers it."""

    function: str
    event: str
    method: str
    path: str
    is_public: bool

    @property
    def id(self) -> str:
        """The function's name in camelCase. A function's second route is told apart by its event's name."""
        first, *rest = self.function.split("_")
        return first + "".join(map(str.capitalize, rest)) + self.event.removeprefix("Api")

    @property
    def summary(self) -> str:
        """What the function's docstring says after the route."""
        _, _, words = summary_line(self.function).partition(": ")
        return words[0].upper() + words[1:]

    @property
    def endpoint(self) -> Endpoint | None:
        """What the signature says; None for the few functions that answer with a file."""
        return cast("Endpoint | None", getattr(module(self.function).handler, "endpoint", None))

    @property
    def audience(self) -> str:
        """The segment after `/api/`."""
        return self.path.split("/")[2]


def functions() -> list[Function]:
    """Every function of the template, in its order, which is the API reference's."""
    template = Template(ROOT / "template.yaml", {})
    return template.functions(template.resolver({}))


def operations() -> Iterator[Operation]:
    """Every operation; what answers the methods that a path does not have (`ANY`) is none."""
    for function in functions():
        yield from (route for route in routes(function) if route.method != ANY)


def routes(function: Function) -> Iterator[Operation]:
    """The routes that lead to a function, `ANY` among them."""
    for event in function.events:
        if event.type == "Api":
            is_public = event.properties.get("Auth", {}).get("Authorizer") == "NONE"
            method, path = event.properties["Method"].upper(), event.properties["Path"]
            yield Operation(function.folder.name, event.name, method, path, is_public)


@cache
def module(function: str) -> ModuleType:
    """A function's `app.py`, imported under a name of its own because all of them have that name."""
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
