"""Deprecated endpoints: said once, told in each response and in the document."""

import json
from datetime import date

import pytest

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.errors import NotFound
from connextlive.lambdas.common import Deleted
from connextlive.lambdas.deprecation import Deprecation
from tests.support.builders import a_request
from tools.generate.openapi import _Document
from tools.generate.operations import Operation, operations

OLD = Deprecation(date(2027, 1, 1), date(2027, 7, 1), "`GET /api/tenant/sites`")
TOLD = {
    "Deprecation": "@1798761600",
    "Sunset": "Thu, 01 Jul 2027 00:00:00 GMT",
    "Link": '</api/docs>; rel="deprecation"; type="text/html"',
}


@endpoint("GET", "/api/health", deprecated=OLD)
def old() -> Deleted:
    return Deleted(id="x")


@endpoint("GET", "/api/health", deprecated=OLD)
def gone() -> Deleted:
    raise NotFound("Thing")


@pytest.mark.parametrize(("handler", "status"), [(old, 200), (gone, 404)])
def test_every_response_of_a_deprecated_endpoint_tells_until_when_it_works(handler: object, status: int) -> None:
    assert callable(handler)
    answer = handler(a_request("health"), None)
    assert answer["statusCode"] == status
    assert {name: answer["headers"][name] for name in TOLD} == TOLD
    exposed = answer["headers"]["Access-Control-Expose-Headers"]
    assert exposed == "Allow, Retry-After, RateLimit, RateLimit-Policy, Deprecation, Sunset, Link", (
        "pages can read them"
    )
    assert json.loads(answer["body"])


def test_the_document_tells_the_same() -> None:
    document = _Document([Operation("health", "GET", old.endpoint)])
    described = document.build()["paths"]["/api/health"]["get"]
    assert described["deprecated"]
    words = "Deprecated since 2027-01-01, may be gone from 2027-07-01 on: use `GET /api/tenant/sites` instead."
    assert described["description"] == words
    headers = described["responses"]["200"]["headers"]
    assert {name: header["example"] for name, header in headers.items()} == TOLD


def test_an_endpoint_goes_on_working_for_half_a_year() -> None:
    with pytest.raises(ValueError, match="180 days"):
        Deprecation(date(2027, 1, 1), date(2027, 6, 1), "nothing")


def test_no_endpoint_is_deprecated_today() -> None:
    """Whoever deprecates the first one says so in docs/versions.md and deletes this."""
    assert not [operation.path for operation in operations() if operation.endpoint.deprecated]
