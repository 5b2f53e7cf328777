"""The stacks that `make bench` compares with answer with the same fields as the API's document says.

The benchmark refuses to compare different answers, and runs too seldom to say so when a field is added.
"""

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from pydantic import BaseModel

from tools import ROOT

SHARED = ROOT / "benchmarks/starts/stacks/shared"
ANSWERS = {
    "Conversations": ("get", "/api/tenant/conversations"),
    "ConversationAnswer": ("get", "/api/tenant/conversations/{id}"),
    "Sent": ("post", "/api/agent/conversations/{id}/messages"),
    "LoggedIn": ("post", "/api/auth/login"),
}


@pytest.fixture
def shapes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The stacks' models, which import each other as Lambda's code does, from the top."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(SHARED)
    yield import_module("shapes")
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(SHARED)):
            del sys.modules[name]


@pytest.mark.parametrize("model", ANSWERS)
def test_a_stack_answers_with_the_fields_that_the_document_names(model: str, shapes: Any) -> None:
    method, path = ANSWERS[model]
    whole = json.loads((ROOT / "shared/connextlive/generated/openapi.json").read_text(encoding="utf-8"))
    content = whole["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
    answer: type[BaseModel] = getattr(shapes, model)
    theirs = answer.model_json_schema(mode="serialization")

    missing = _missing(content, whole, theirs, theirs)

    assert missing == set(), f"add them to shapes.py and plain.py in {SHARED.relative_to(ROOT)}"


def _missing(ours: Any, whole: Any, theirs: Any, their_whole: Any, at: str = "") -> set[str]:
    """Paths of fields that every answer of ours has and theirs do not, or the reverse. An empty value has none."""
    ours, theirs = _resolved(ours, whole), _resolved(theirs, their_whole)
    if "items" in ours and "items" in theirs:
        return _missing(ours["items"], whole, theirs["items"], their_whole, f"{at}[]")
    if "properties" not in ours or "properties" not in theirs:
        return set()
    mine, other = ours["properties"], theirs["properties"]
    found = {f"{at}.{name}" for name in (set(ours.get("required", ())) - other.keys()) | (other.keys() - mine.keys())}
    for name in mine.keys() & other.keys():
        found |= _missing(mine[name], whole, other[name], their_whole, f"{at}.{name}")
    return found


def _resolved(schema: Any, whole: Any) -> Any:
    """A schema behind its references, and without the alternative of null."""
    while True:
        if "$ref" in schema:
            target = whole
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            schema = target
            continue
        branches = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
        if len(branches) != 1:
            return schema
        schema = branches[0]
