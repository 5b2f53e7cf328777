"""The template sets exactly the environment variables that functions read, with the same defaults."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from connextlive.core.environment import Environment, Variable
from local.cloudformation.template import Function, Template
from tools import ROOT
from tools.generate.operations import functions

VARIABLES = {attribute: one for attribute, one in vars(Environment).items() if isinstance(one, Variable)}
NAMES = {one.name for one in VARIABLES.values()}
TEMPLATE = Template(ROOT / "template.yaml", {}).document
FOR_ALL = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
OF_PYTHON = {"PYTHONTZPATH"}
# A deployment analyzes with Bedrock; without one, nothing should cost money.
DIFFERENT = {"ANALYSER"}
# What a function's imports read, and the function itself has no use for.
NOT_NEEDED = {
    # A test delivery is made at once; nothing is queued.
    ("tenant_webhooks_test", "WEBHOOK_QUEUE_URL"),
    # Whoever settles what a change means for routing looks at nothing again; who is told of a reply that is due does.
    ("on_table_change_project", "ROUTING_QUEUE_URL"),
    # Learning, and explaining what was learned, asks no model.
    ("on_event_learning", "BEDROCK_MODEL"),
    ("tenant_learned_topics_get", "BEDROCK_MODEL"),
}
every_function = pytest.mark.parametrize("function", functions(), ids=lambda function: function.folder.name)


def own_variables(function: Function) -> set[str]:
    resource = TEMPLATE["Resources"][function.name]["Properties"]
    return {*resource.get("Environment", {}).get("Variables", {})}


def variables_read(function: Function) -> set[str]:
    """The environment variables that the function's modules read, at any depth and time."""
    found: set[str] = set()
    seen, waiting = set[Path](), [function.folder / "app.py"]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            read, imported = _module(path)
            found |= read
            waiting += imported
    return found


@cache
def _module(path: Path) -> tuple[set[str], list[Path]]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    read = {
        VARIABLES[node.attr].name
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "environment"
        if node.attr in VARIABLES
    }
    return read, [found for node in nodes if isinstance(node, ast.ImportFrom) for found in _imported(node)]


def _imported(node: ast.ImportFrom) -> Iterator[Path]:
    if (node.module or "").startswith("connextlive"):
        module = ROOT / "shared" / str(node.module).replace(".", "/")
        names = [module / f"{alias.name}.py" for alias in node.names]
        yield from (path for path in [module.with_suffix(".py"), module / "__init__.py", *names] if path.exists())


def test_what_a_function_needs_is_set() -> None:
    required = {one.name for one in VARIABLES.values() if one.default is None}
    missing = {
        (function.folder.name, name)
        for function in functions()
        for name in required & variables_read(function) - own_variables(function) - FOR_ALL.keys()
    }
    assert missing == NOT_NEEDED


@every_function
def test_a_function_reads_what_is_set_for_it_alone(function: Function) -> None:
    assert own_variables(function) <= variables_read(function)


def test_what_is_set_for_all_is_read_by_some() -> None:
    read = {name for function in functions() for name in variables_read(function)}
    assert FOR_ALL.keys() - OF_PYTHON <= read
    assert {one.name for one in VARIABLES.values()} <= read


def test_a_parameters_default_is_the_variables() -> None:
    own = (TEMPLATE["Resources"][function.name]["Properties"] for function in functions())
    set_to = {
        name: str(TEMPLATE["Parameters"][value["Ref"]]["Default"])
        for resource in (TEMPLATE["Globals"]["Function"], *own)
        for name, value in resource.get("Environment", {}).get("Variables", {}).items()
        if isinstance(value, dict) and value.get("Ref") in TEMPLATE["Parameters"]
    }
    defaults = {one.name: str(one.default) for one in VARIABLES.values() if one.default is not None}
    agreed = set_to.keys() & defaults.keys() - DIFFERENT
    assert len(agreed) >= 8
    assert {name: set_to[name] for name in agreed} == {name: defaults[name] for name in agreed}
