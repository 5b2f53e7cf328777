"""The endpoint decorator: what it parses, and what happens when something goes wrong."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from pynamodb.exceptions import PutError, TransactWriteError

from connextlive.lambdas.endpoint import Handler, endpoint
from connextlive.core.caller import Caller, Sender
from connextlive.core.errors import DomainError, Forbidden, Invalid, NotFound, Refused, TooManyAttempts, Unauthorized
from connextlive.core.uploads import UploadedFile
from connextlive.lambdas.common import Answer, Body, Query
from connextlive.lambdas.request import Request
from tests.support.builders import BOUNDARY, PDF, Json, a_form, a_request, an_error, form_headers, wrong

ANNA = Caller("ten_A", "usr_A", "AGENT", "Anna")
HEADERS = {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Retry-After, RateLimit, RateLimit-Policy",
}


class Pet(Body):
    pet_name: str
    age: Annotated[int, Field(ge=0)] = 0
    is_wild: bool = False
    tags: Annotated[list[str], Field(default_factory=list)]


class Filter(Query):
    tags: Annotated[list[str], Field(default_factory=list)]
    maybe_tags: list[str] | None = None
    page: Annotated[int, Field(ge=1)] = 1


class Echo(Answer):
    """The parsed request."""

    seen_by: Any = None

    @classmethod
    def of(cls, *seen: Any) -> "Echo":
        return cls(seen_by=[one.model_dump() if isinstance(one, BaseModel) else one for one in seen])


@endpoint("POST", "/api/things")
def keep(caller: Caller, id: str, body: Pet) -> Echo:
    return Echo.of(caller.id, id, body)


@endpoint("POST", "/api/things")
def search(query: Filter) -> Echo:
    return Echo.of(query)


@endpoint("POST", "/api/things")
def edit(body: Pet, query: Filter) -> Echo:
    return Echo.of(body, query)


@endpoint("POST", "/api/things")
def upload(body: Pet, files: list[UploadedFile]) -> Echo:
    return Echo.of(body, [(file.name, len(file.content)) for file in files])


def ask(handler: Handler, body: Any = None, **request: Any) -> tuple[int, Json]:
    answer = handler(a_request("agent_messages_send", ANNA, body, **request), None)
    return answer["statusCode"], json.loads(answer["body"])


def echo(*seen: Any) -> tuple[int, Json]:
    return 200, {"seenBy": list(seen)}


REX = {"pet_name": "Rex", "age": 0, "is_wild": False, "tags": []}


# ── What is read ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_response_is_uncached_json_in_camel_case() -> None:
    event = a_request("agent_messages_send", ANNA, {"petName": "Rex"}, id="p1")
    answer = keep(event, None)
    body = '{"seenBy":["usr_A","p1",{"pet_name":"Rex","age":0,"is_wild":false,"tags":[]}]}'
    assert answer == {"statusCode": 200, "headers": HEADERS, "body": body}


def test_a_base64_body_is_decoded() -> None:
    assert ask(keep, '{"petName": "Şükrü"}'.encode(), id="p") == echo("usr_A", "p", REX | {"pet_name": "Şükrü"})


def test_no_body_is_an_empty_object() -> None:
    assert ask(keep, None, id="p") == wrong(petName="Required")


@pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
def test_headers_are_found_in_any_case(name: str) -> None:
    assert Request({"headers": {name: "x"}}).header("Content-type") == "x"


def test_a_request_without_headers_has_none() -> None:
    assert Request({"headers": None}).header("Origin") is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:cb00:7107", "203.0.113.7"),
        ("::1", "::/64"),
        ("fe80::7%eth0", "fe80::/64"),
    ],
)
def test_limits_count_an_ipv6_64_as_one_address_and_ipv4_as_itself(address: str, network: str) -> None:
    request = Request({"requestContext": {"identity": {"sourceIp": address}}})
    assert (request.network, request.address) == (network, address)


@pytest.mark.parametrize(
    ("seen", "address"),
    [
        ("203.0.113.7:46532", "203.0.113.7"),
        ("2001:db8::7:46532", "2001:db8::7"),
        ("[2001:db8::7]:46532", "2001:db8::7"),
        (None, "198.51.100.4"),
    ],
)
def test_an_address_is_the_one_that_cloudfront_saw(seen: str | None, address: str) -> None:
    headers = {"cloudfront-viewer-address": seen} if seen else {}
    event = {"headers": headers, "requestContext": {"identity": {"sourceIp": "198.51.100.4"}}}
    assert Request(event).address == address


@pytest.mark.parametrize("headers", [{}, {"X-Origin-Key": "another"}, {"x-origin-key": ""}])
def test_what_comes_past_cloudfront_is_refused(headers: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGE_KEY", "the key")
    assert ask(search, headers=headers) == an_error(403, "Forbidden")


def test_what_cloudfront_passed_on_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGE_KEY", "the key")
    assert ask(search, headers={"x-origin-key": "the key"})[0] == 200


@pytest.mark.parametrize(
    ("given_query", "read"),
    [
        (None, {"tags": [], "maybe_tags": None, "page": 1}),
        ({"tags": ["a", "b"]}, {"tags": ["a", "b"], "maybe_tags": None, "page": 1}),
        ({"tags": "a"}, {"tags": ["a"], "maybe_tags": None, "page": 1}),
        ({"maybeTags": ["a", "b"]}, {"tags": [], "maybe_tags": ["a", "b"], "page": 1}),
        ({"page": ["2", "3"]}, {"tags": [], "maybe_tags": None, "page": 3}),
        ({"unknown": "x", "maybe_tags": "x"}, {"tags": [], "maybe_tags": None, "page": 1}),
    ],
)
def test_a_query_is_read_by_its_shape(given_query: dict[str, Any] | None, read: Json) -> None:
    assert ask(search, query=given_query or {}) == echo(read)


# ── What is wrong with it ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("{", {"body": "Malformed JSON"}),
        ("", {"petName": "Required"}),
        ("[]", {"body": "Must be a JSON object"}),
        ("null", {"body": "Must be a JSON object"}),
        ('"text"', {"body": "Must be a JSON object"}),
        (b"\xff\xfe", {"body": "Malformed JSON"}),
        ('{"petName": "\\ud800"}', {"body": "Malformed JSON"}),
        ("[" * 100_000, {"body": "Malformed JSON"}),
        ("{}", {"petName": "Required"}),
        ({"petName": 7}, {"petName": "Must be text"}),
        ({"petName": None}, {"petName": "Must be text"}),
        ({"petName": "Rex", "age": "1"}, {"age": "Must be a whole number"}),
        ({"petName": "Rex", "age": -1}, {"age": "Must be at least 0"}),
        ({"petName": "Rex", "isWild": 1}, {"isWild": "Must be true or false"}),
        ({"petName": "Rex", "tags": ["a", 1]}, {"tags": "Must be text"}),
        ({"pet_name": "Rex"}, {"petName": "Required", "pet_name": "Unknown field"}),
        ({"petName": "Rex", "self": 1}, {"self": "Unknown field"}),
        ({"petName": "Rex", "": 1}, {"body": "Unknown field"}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_every_wrong_field_of_a_body_is_named(body: Any, fields: dict[str, str]) -> None:
    assert ask(keep, body, id="p") == wrong(**fields)


def test_wrong_fields_of_body_and_query_are_named_together() -> None:
    answer = ask(edit, {"age": -1}, query={"page": "zero"})
    assert answer == wrong(
        petName="Required",
        age="Must be at least 0",
        page="Must be a whole number",
    )


@given(st.binary(max_size=200))
def test_no_body_makes_an_endpoint_fail(body: bytes) -> None:
    assert ask(keep, body, id="p")[0] in (200, 400)


@given(st.dictionaries(st.text(max_size=8), st.none() | st.integers() | st.text(max_size=5), max_size=4))
def test_no_unknown_field_makes_an_endpoint_fail(fields: dict[str, Any]) -> None:
    assert ask(keep, fields, id="p")[0] in (200, 400)


# ── What an endpoint refuses ─────────────────────────────────────────────────────────────────────────────────────────


def refusing(error: Exception) -> Handler:
    @endpoint("POST", "/api/things")
    def refuse() -> Echo:
        raise error

    return refuse


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (Refused("Not now", "LATER"), an_error(400, "Not now", {"code": "LATER"})),
        (Refused("Not now"), an_error(400, "Not now")),
        (Invalid(petName="Too short", self="odd"), wrong(petName="Too short", self="odd")),
        (Unauthorized("Who?"), an_error(401, "Who?")),
        (Forbidden("Not you", "NOT_YOU"), an_error(403, "Not you", {"code": "NOT_YOU"})),
        (NotFound("Pet"), an_error(404, "Pet not found")),
        (
            TooManyAttempts(9, 10, 900),
            an_error(429, "Too many attempts. Please try again later.", {"code": "RATE_LIMITED"}),
        ),
    ],
)
def test_each_refusal_has_its_status(error: DomainError, answer: tuple[int, Json]) -> None:
    assert ask(refusing(error)) == answer


def test_too_many_attempts_return_when_to_retry() -> None:
    answer = refusing(TooManyAttempts(9, 10, 900, "address"))(a_request("auth_login"), None)
    assert answer["headers"] == HEADERS | {
        "Retry-After": "9",
        "RateLimit": '"address";r=0;t=9',
        "RateLimit-Policy": '"address";q=10;w=900',
    }


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ("{", {"body": "Malformed JSON"}),
        ("[]", {"body": "Must be a JSON object"}),
        ('{"petName": 1, "age": 2}', {"petName": "Unknown field", "age": "Unknown field"}),
    ],
)
def test_a_post_that_takes_no_body_refuses_one(body: str, errors: dict[str, str]) -> None:
    event = a_request("agent_messages_send", ANNA) | {"body": body}
    answer = refusing(Refused("Not reached"))(event, None)
    problems = [{"field": field, "message": message} for field, message in errors.items()]
    assert json.loads(answer["body"]) == an_error(400, "Validation failed", {"errors": problems})[1]


@pytest.mark.parametrize("body", [None, "", "{}"])
def test_an_empty_body_is_none(body: str | None) -> None:
    event = a_request("agent_messages_send", ANNA) | {"body": body}
    assert refusing(NotFound("Pet"))(event, None)["statusCode"] == 404


# ── What fails ───────────────────────────────────────────────────────────────────────────────────────────────────────


class TestAFailure:
    """An endpoint that fails while it reads a secret."""

    @pytest.fixture
    def answer(self, capsys: pytest.CaptureFixture[str]) -> tuple[int, Json]:
        handler = refusing(RuntimeError("the secret of table T"))
        # A logger of its own, because one that another test made writes to that test's output.
        handler.endpoint.function.__module__ = f"functions.broken_{id(handler)}.app"
        answered = ask(handler)
        self.logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return answered

    def test_is_a_500_with_the_requests_id_and_nothing_else(self, answer: tuple[int, Json]) -> None:
        request_id = a_request("agent_messages_send")["requestContext"]["requestId"]
        assert answer == an_error(500, "Internal server error", {"requestId": request_id})

    def test_is_logged_once(self, answer: tuple[int, Json]) -> None:
        assert len(self.logged) == 1

    def test_is_logged_with_its_cause_its_route_and_the_requests_id(self, answer: tuple[int, Json]) -> None:
        (line,) = self.logged
        facts = {name: line[name] for name in ("level", "message", "route", "request_id", "exception_name")}
        assert facts == {
            "level": "ERROR",
            "message": "Unhandled error",
            "route": "POST /api/agent/conversations/{id}/messages",
            "request_id": answer[1]["data"]["requestId"],
            "exception_name": "RuntimeError",
        }
        assert "the secret of table T" in line["exception"]

    def test_does_not_log_what_somebody_wrote(self, answer: tuple[int, Json]) -> None:
        assert "private words" not in json.dumps(self.logged)


def a_refusal_of_aws(code: str, *reasons: str) -> ClientError:
    given: Any = {"Error": {"Code": code, "Message": ""}, "CancellationReasons": [{"Code": one} for one in reasons]}
    return ClientError(given, "TransactWriteItems")


@pytest.mark.parametrize(
    "error",
    [
        a_refusal_of_aws("ThrottlingException"),
        a_refusal_of_aws("ProvisionedThroughputExceededException"),
        a_refusal_of_aws("RequestLimitExceeded"),
        a_refusal_of_aws("SlowDown"),
        a_refusal_of_aws("TransactionCanceledException", "None", "ThrottlingError"),
        a_refusal_of_aws("TransactionCanceledException", "ProvisionedThroughputExceeded"),
        a_refusal_of_aws("TransactionCanceledException", "TransactionConflict", "ThrottlingError"),
        a_refusal_of_aws("TransactionConflictException"),
        ReadTimeoutError(endpoint_url="https://dynamodb"),
        EndpointConnectionError(endpoint_url="https://dynamodb"),
        PutError(cause=a_refusal_of_aws("ThrottlingException")),
        TransactWriteError("", a_refusal_of_aws("TransactionCanceledException", "ThrottlingError")),
    ],
)
def test_what_aws_takes_no_more_of_is_a_503_that_says_when_to_try_again(error: Exception) -> None:
    answer = refusing(error)(a_request("agent_messages_send"), None)
    assert answer["headers"] == HEADERS | {"Retry-After": "1"}
    request_id = a_request("agent_messages_send")["requestContext"]["requestId"]
    expected = an_error(503, "Busy. Please try again.", {"requestId": request_id})
    assert (answer["statusCode"], json.loads(answer["body"])) == expected


@pytest.mark.parametrize(
    "error",
    [
        a_refusal_of_aws("ValidationException"),
        a_refusal_of_aws("AccessDeniedException"),
        a_refusal_of_aws("TransactionCanceledException", "ValidationError", "ThrottlingError"),
        PutError(cause=a_refusal_of_aws("ValidationException")),
    ],
)
def test_what_aws_will_never_take_is_a_500(error: Exception) -> None:
    assert refusing(error)(a_request("agent_messages_send"), None)["statusCode"] == 500


# ── Forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────

NAME = ('name="petName"', b"Rex")
FILE = ('name="attachments"; filename="a.pdf"\r\nContent-Type: application/pdf', PDF)


def send(*parts: tuple[str, bytes], body: bytes | None = None, content_type: str | None = None) -> tuple[int, Json]:
    headers = {"Content-Type": content_type} if content_type else form_headers()
    return ask(upload, a_form(*parts) if body is None else body, headers=headers)


def test_a_forms_fields_are_the_body_and_its_files_the_files() -> None:
    assert send(NAME, ('name="isWild"', b"true"), FILE, FILE) == echo(
        REX | {"is_wild": True}, [["a.pdf", len(PDF)], ["a.pdf", len(PDF)]]
    )


@pytest.mark.parametrize("text", ["true", "false", "null", "5", "[]"])
def test_a_text_of_a_form_is_the_text_that_it_is_in_json(text: str) -> None:
    assert (
        send(('name="petName"', text.encode())) == ask(upload, {"petName": text}) == echo(REX | {"pet_name": text}, [])
    )


def test_a_file_input_that_was_left_empty_is_no_file() -> None:
    empty = ('name="attachments"; filename=""\r\nContent-Type: application/octet-stream', b"")
    assert send(NAME, empty) == echo(REX, [])


def test_json_brings_no_files() -> None:
    assert ask(upload, {"petName": "Rex"}) == echo(REX, [])


@pytest.mark.parametrize(
    "content_type",
    [
        f'multipart/form-data; boundary="{BOUNDARY}"',
        f"multipart/form-data; boundary={BOUNDARY}; charset=utf-8",
        f"multipart/form-data; charset=utf-8; boundary={BOUNDARY}",
        f"multipart/form-data;boundary={BOUNDARY}",
        f"Multipart/Form-Data; Boundary={BOUNDARY}",
    ],
)
def test_a_boundary_may_be_written_in_every_way_that_http_has(content_type: str) -> None:
    assert send(NAME, content_type=content_type) == echo(REX, [])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\fakepath\\a.pdf", "a.pdf"),
        ("../../etc/passwd", "passwd"),
        ("Übersicht.pdf", "Übersicht.pdf"),
        ("a\u202egpj.pdf", "agpj.pdf"),
        ("/", "file"),
        ("x" * 300, "x" * 255),
    ],
)
def test_a_files_name_is_its_own_without_folders_and_tricks(name: str, shown: str) -> None:
    escaped = name.replace("\\", "\\\\")
    assert send(NAME, (f'name="attachments"; filename="{escaped}"', b"x")) == echo(REX, [[shown, 1]])


MALFORMED = wrong(body="Malformed multipart body")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form at all",
        a_form(NAME)[:-6],
        a_form(NAME).replace(b"\r\n\r\n", b"\r\n"),
        a_form(NAME, boundary="another"),
        a_form(("", b"x")).replace(b"form-data; ", b"attachment"),
        a_form(('name="petName"', b"\xff")),
        a_form(('name="petName"\r\nContent-Type: text/plain; charset=klingon', b"Rex")),
        a_form(('name="petName"\r\nContent-Type: text/plain; charset=hex', b"Rex")),
        a_form(*[NAME] * 21),
        a_form((f'name="{"x" * 5000}"', b"x")),
    ],
    ids=lambda body: body.decode(errors="replace")[:30],
)
def test_a_body_that_is_not_a_form_is_rejected(body: bytes) -> None:
    assert send(body=body) == MALFORMED


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary=""']
)
def test_a_form_without_a_boundary_is_none(content_type: str) -> None:
    assert send(NAME, content_type=content_type) == MALFORMED


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        (('name="self"; filename="a.pdf"', PDF), {"self": "Unknown field"}),
        (('filename="a.pdf"', PDF), {"body": "Unknown field"}),
        (('name="colour"', b"red"), {"colour": "Unknown field"}),
        (('name="age"', b"old"), {"age": "Must be a whole number"}),
    ],
)
def test_every_wrong_part_of_a_form_is_named(part: tuple[str, bytes], fields: dict[str, str]) -> None:
    assert send(NAME, part) == wrong(**fields)


def test_where_no_files_are_taken_a_form_is_malformed_json() -> None:
    assert ask(keep, a_form(NAME, FILE), headers=form_headers(), id="p") == wrong(body="Malformed JSON")


@given(st.binary(max_size=300))
def test_no_form_makes_an_endpoint_fail(content: bytes) -> None:
    assert send(body=a_form(NAME)[:40] + content)[0] in (200, 400)


# ── What makes two requests the same ─────────────────────────────────────────────────────────────────────────────────


def fingerprinted(boundary: str, content_type: str = "multipart/form-data; boundary={}") -> bytes:
    body = a_form(NAME, FILE, boundary=boundary)
    headers = {"Content-Type": content_type.format(boundary)}
    return Request(a_request("agent_messages_send", ANNA, body, headers=headers)).fingerprinted


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data; boundary={}",
        'multipart/form-data; boundary="{}"',
        "multipart/form-data; boundary={}; charset=utf-8",
        "multipart/form-data; Boundary={}",
    ],
)
def test_the_same_form_with_another_boundary_is_the_same_request(content_type: str) -> None:
    assert fingerprinted("----1", content_type) == fingerprinted("----2", content_type)


def test_another_form_is_another_request() -> None:
    headers = form_headers()
    requests = [a_request("agent_messages_send", ANNA, a_form(part), headers=headers) for part in (NAME, FILE)]
    assert len({Request(request).fingerprinted for request in requests}) == 2


def test_json_counts_as_it_is() -> None:
    assert Request(a_request("agent_messages_send", ANNA, '{"a": 1}')).fingerprinted == b'{"a": 1}'


# ── What a signature says ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("handler", "public"), [(keep, False), (search, True)])
def test_a_handler_without_a_caller_is_public(handler: Handler, public: bool) -> None:
    assert handler.endpoint.is_public is public


def of_the_site(request: Request) -> Sender:
    return ("ten_A", f"site {request.address}")


@pytest.mark.parametrize(
    ("idempotent", "arguments", "sender"),
    [
        (True, {"caller": ANNA}, ("ten_A", "usr_A")),
        (True, {}, (None, "203.0.113.7")),
        (of_the_site, {}, ("ten_A", "site 203.0.113.7")),
    ],
)
def test_a_repeated_request_is_looked_for_among_the_callers_own(
    idempotent: bool | Callable[[Request], Sender], arguments: Json, sender: Sender
) -> None:
    handler = endpoint("POST", "/api/things", idempotent=idempotent)(lambda: Echo())
    assert handler.endpoint.sender(arguments, Request(a_request("auth_login"))) == sender


def test_a_public_request_may_be_repeated_from_another_address_of_its_64() -> None:
    event = a_request("auth_register")
    event["headers"]["CloudFront-Viewer-Address"] = "2001:db8:1:2:a::7:46532"
    handler = endpoint("POST", "/api/things", idempotent=True)(lambda: Echo())
    assert handler.endpoint.sender({}, Request(event)) == (None, "2001:db8:1:2::/64")
