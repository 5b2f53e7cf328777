"""Projections: what ministack's own function answers, by a function that reads each expression once."""

import json
import subprocess
from typing import Any

import pytest

from tools import ROOT

ITEM = {"pk": {"S": "a"}, "tags": {"L": [{"S": "x"}, {"S": "y"}]}, "card": {"M": {"id": {"S": "b"}, "of": {"N": "1"}}}}
NAMES = {"#t": "tags", "#c": "card", "#n": "name"}
EXPRESSIONS = ("pk", "pk,#t", "#c, #n", "#c.id,#t[1],pk", "#t[0]", "name", "pk,pk", "#c,#c.id", "pk,", "#n", "")
BOTH = """
import json, sys
from ministack.services import dynamodb
from local.emulator.projections import read_once

def outcome(project, expression):
    try:
        return project(item, expression, names)
    except ValueError as error:
        return str(error)

item, names, expressions = json.load(sys.stdin)
ours = read_once(dynamodb._project_item)
print(json.dumps([[outcome(of, one) for of in (dynamodb._project_item, ours, ours)] for one in expressions]))
"""


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[Any]]:
    """Of each expression: by ministack's function, by ours, and by ours again."""
    python = ROOT / ".venv/ministack/bin/python"
    asked = json.dumps([ITEM, NAMES, EXPRESSIONS])
    done = subprocess.run([python, "-c", BOTH], input=asked, capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603  # our own
    return dict(zip(EXPRESSIONS, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_projection_is_ministacks(outcomes: dict[str, list[Any]], expression: str) -> None:
    theirs, ours, again = outcomes[expression]
    assert ours == theirs
    assert again == theirs


def test_projections_are_of_all_kinds(outcomes: dict[str, list[Any]]) -> None:
    assert outcomes["pk,#t"][0] == {"pk": ITEM["pk"], "tags": ITEM["tags"]}
    assert outcomes["#c.id,#t[1],pk"][0]["card"] == {"M": {"id": {"S": "b"}}}
    assert "reserved keyword" in outcomes["name"][0]
    assert "overlap" in outcomes["#c,#c.id"][0]
