"""The OpenAPI document is up to date, valid and complete."""

import json
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from tools import ROOT
from tools.generate.examples import BODIES
from tools.generate.openapi import FILES_ANSWERED, MORE_REFUSALS, SEARCHES
from tools.generate.operations import Operation, operations, summary_line

OPERATIONS = list(operations())
BY_ID = {operation.id: operation for operation in OPERATIONS}
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=list(BY_ID))


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    text = (ROOT / "shared/connextlive/generated/openapi.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_operation_ids_are_unique() -> None:
    assert len(BY_ID) == len(OPERATIONS)


def test_it_has_the_endpoints_routes_and_no_others(document: dict[str, Any]) -> None:
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(operation.method, operation.path) for operation in OPERATIONS}


@every_operation
def test_the_docstring_begins_with_the_functions_route(operation: Operation) -> None:
    route, separator, _ = summary_line(operation.function).partition(": ")
    assert separator
    own = {f"{other.method} {other.path}" for other in OPERATIONS if other.function == operation.function}
    assert route in own


@every_operation
def test_the_signature_takes_the_paths_parameters(operation: Operation) -> None:
    takes = operation.endpoint.parameters.keys()
    in_path = {part[1:-1] for part in operation.path.split("/") if part.startswith("{")}
    assert takes - {"caller", "body", "query", "files", "request"} == in_path


def test_every_body_has_an_example_that_is_taken() -> None:
    shapes = {o.id: o.endpoint.parameters["body"] for o in OPERATIONS if "body" in o.endpoint.parameters}
    assert shapes.keys() == BODIES.keys()
    for name, shape in shapes.items():
        shape.model_validate_json(json.dumps(BODIES[name]))


def test_an_answers_fields_are_all_required(document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["ConversationView"]
    assert set(schema["required"]) == set(schema["properties"])


def test_a_requests_default_makes_no_field_of_a_clients_required(document: dict[str, Any]) -> None:
    shapes = [*document["components"]["schemas"].values()]
    for methods in document["paths"].values():
        for operation in methods.values():
            shapes += [media["schema"] for media in operation.get("requestBody", {}).get("content", {}).values()]
    fields = [field for shape in shapes for field in shape.get("properties", {}).values()]
    assert [field for field in fields if "default" in field] == []


def test_a_requests_default_is_described_in_words(document: dict[str, Any]) -> None:
    body = document["components"]["schemas"]["ApiKeyBody"]
    assert body["required"] == ["name"]
    assert body["properties"]["status"]["description"] == '`"ACTIVE"` if left out'


def test_every_operation_stands_under_a_heading_that_is_described(document: dict[str, Any]) -> None:
    used = {tag for methods in document["paths"].values() for one in methods.values() for tag in one["tags"]}
    assert used == {tag["name"] for tag in document["tags"]}


def test_the_page_needs_nothing_else_and_runs_nothing_else() -> None:
    page = Path(ROOT / "shared/connextlive/generated/docs.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in page
    assert "https://" not in page.replace("https://example.com/", "")
    for forbidden in ("innerHTML", "eval(", "onclick=", "<script src", '<link rel="stylesheet"'):
        assert forbidden not in page


@pytest.mark.parametrize("table", [MORE_REFUSALS, SEARCHES, FILES_ANSWERED])
def test_what_is_written_by_hand_is_of_operations_that_exist(table: dict[str, Any]) -> None:
    assert table.keys() <= BY_ID.keys()
