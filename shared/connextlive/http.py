"""The one decorator around every endpoint: it reads the request, runs the function and translates what happens.

An endpoint is a plain function. Its parameters say what it takes, by name: `caller` (a `Caller`; without it the
route is public), `body` and `query` (pydantic shapes), `files` (of a multipart request), `request` (for the rare
rest); every other parameter is a path parameter. What it returns is a pydantic shape, and the answer; the few that
answer with a file return status, headers and body.
"""

import base64
import json
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from connextlive import precompiled  # isort: skip  # noqa: F401  # before what it helps
from pydantic import BaseModel, ValidationError

from connextlive.errors import (
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    TooManyAttempts,
    Unauthorized,
)
from connextlive.runtime import started

type Event = dict[str, Any]
type Answer = dict[str, Any]

STATUS: dict[type[DomainError], int] = {
    Invalid: 400,
    Refused: 400,
    Unauthorized: 401,
    Forbidden: 403,
    NotFound: 404,
    TooManyAttempts: 429,
}
HEADERS = {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "Access-Control-Allow-Origin": os.environ.get("ALLOWED_ORIGIN", "*"),
    "Access-Control-Expose-Headers": "Allow, Retry-After",
}
_BOUNDARY = re.compile(r';\s*boundary="?([^";]+)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who the authorizer says is calling. `id` is a user's or a visitor's; `role` CUSTOMER, AGENT or VISITOR. Of a
    WebSocket's caller more is known, because nothing is asked again for as long as it stands: `key_id` of the API key
    that let a visitor in, the `token_version` of a user, and when their token `expires_at`, in seconds."""

    tenant_id: str
    id: str
    role: str
    name: str
    key_id: str | None = None
    token_version: int | None = None
    expires_at: int | None = None

    @property
    def has_expired(self) -> bool:
        """Whether the token ended while the connection that it opened still stood."""
        return self.expires_at is not None and self.expires_at <= time.time()


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of a multipart request, whole: API Gateway lets at most 10 MB through."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """The parts of API Gateway's event that few endpoints need."""

    event: Event

    def header(self, name: str) -> str | None:
        """A header's value; names are compared without case, as HTTP asks."""
        wanted = name.lower()
        headers = self.event.get("headers") or {}
        return next((value for key, value in headers.items() if key.lower() == wanted), None)

    @property
    def address(self) -> str:
        """The caller's IP address as API Gateway saw it."""
        return str(self.event["requestContext"]["identity"]["sourceIp"])

    @property
    def network(self) -> str:
        """Whose address it is, to everything that counts by address: an IPv6 connection has 2^64 of them, and changes
        them by itself, so its /64 is one."""
        return _network(self.address) if ":" in self.address else self.address

    @property
    def user_agent(self) -> str:
        return self.header("User-Agent") or ""

    @property
    def raw_body(self) -> bytes:
        body = self.event.get("body") or ""
        return base64.b64decode(body) if self.event.get("isBase64Encoded") else body.encode()

    @property
    def fingerprinted(self) -> bytes:
        """The body without a form's boundary, which is another one each time the same form is sent."""
        found = _BOUNDARY.search(self.header("Content-Type") or "")
        return self.raw_body.replace(found[1].encode(), b"") if found else self.raw_body


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What an endpoint says of itself, read once at import: the API's definition, the OpenAPI document and the sample
    events are made from the same facts. `methods` are usually one; `answer` is the shape, or `Answer` where the
    function writes status, headers and body itself. For `max_age` seconds anybody may keep the answer."""

    methods: tuple[str, ...]
    path: str
    parameters: Mapping[str, Any]
    answer: Any
    idempotent: bool | Callable[[Request], str]
    function: Callable[..., Any]
    max_age: int = 0

    @property
    def is_public(self) -> bool:
        return "caller" not in self.parameters

    def scope(self, arguments: Mapping[str, Any], request: Request) -> str:
        """Among whose requests an idempotency key counts: a caller's own, or what the endpoint says of public ones."""
        if callable(self.idempotent):
            return self.idempotent(request)
        caller: Caller | None = arguments.get("caller")
        return f"{caller.tenant_id}#once#{caller.id}" if caller else f"once#{request.network}"


def _network(address: str) -> str:
    from ipaddress import IPv6Address, IPv6Network

    whole = IPv6Address(address)
    if whole.ipv4_mapped:
        return str(whole.ipv4_mapped)
    return str(IPv6Network((int(whole), 64), strict=False))


class Handler:
    """The Lambda handler made from an endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    def __call__(self, event: Event, context: object) -> Answer:
        request = Request(event)
        try:
            arguments = _arguments(self.endpoint.parameters, request)
            key = request.header("Idempotency-Key") if self.endpoint.idempotent else None
            if key is None:
                return _ok(self.endpoint.function(**arguments), self.endpoint.max_age)
            from connextlive.models import idempotency

            scope = self.endpoint.scope(arguments, request)
            route = f"{event['httpMethod']} {event['path']}"
            once = idempotency.once(scope, route, key, request.fingerprinted)
            return _ok_json(once(lambda: _json(self.endpoint.function(**arguments))))
        except DomainError as error:
            return _refusal(error)
        except Exception:
            return _failure(self.endpoint.function.__module__, event)


def endpoint(
    method: str,
    path: str,
    *,
    also: str | None = None,
    idempotent: bool | Callable[[Request], str] = False,
    max_age: int = 0,
) -> Callable[[Callable[..., BaseModel | Answer]], Handler]:
    """Makes a Lambda handler of a function, and says where it is reached: at `path`, as API Gateway writes it, by
    `method` and, where older clients use another one, `also` by that. `idempotent` lets clients repeat it under one
    `Idempotency-Key`, among the caller's requests, or those that a function of the request names (which may refuse
    the request). An answer that is everybody's may be kept for `max_age` seconds. `make generate` takes a new or
    changed route into the template and all that is made from it."""
    methods = (method, also) if also else (method,)

    def decorate(function: Callable[..., BaseModel | Answer]) -> Handler:
        parameters = dict(function.__annotations__)
        answer = parameters.pop("return", None)
        for shape in (answer, parameters.get("body"), parameters.get("query")):
            if shape not in (None, Answer):
                shape.model_rebuild()  # now, while Lambda lends a whole processor, and not during the first request
        return started(Handler(Endpoint(methods, path, parameters, answer, idempotent, function, max_age)))

    return decorate


def _arguments(parameters: Mapping[str, Any], request: Request) -> dict[str, Any]:
    arguments: dict[str, Any] = {"files": []} if "files" in parameters else {}
    problems: list[dict[str, str]] = []
    for name, shape in parameters.items():
        if name == "caller":
            arguments[name] = caller_of(request.event)
        elif name == "request":
            arguments[name] = request
        elif name in ("body", "query"):
            read = _body if name == "body" else _query
            try:
                arguments[name] = read(shape, request, arguments)
            except ValidationError as error:
                from connextlive.problems import problems as of

                problems += of(error.errors(include_url=False, include_input=False))
        elif name != "files":
            arguments[name] = request.event["pathParameters"][name]
    if "body" not in parameters and request.event["httpMethod"] in ("POST", "PUT", "PATCH"):
        problems += _surplus(request.raw_body)
    if problems:
        raise Invalid(**{problem["field"]: problem["message"] for problem in problems})
    return arguments


def caller_of(event: Event) -> Caller:
    """The caller as the authorizer described them: to this request, or to the connection that it came over."""
    claims = event["requestContext"]["authorizer"]
    version, expires_at = claims.get("tokenVersion"), claims.get("expiresAt")
    return Caller(
        claims["tenantId"],
        claims["userId"],
        claims["role"],
        claims["name"],
        claims.get("keyId") or None,
        int(version) if version else None,
        int(expires_at) if expires_at else None,
    )


def _body(shape: type[BaseModel], request: Request, arguments: dict[str, Any]) -> BaseModel:
    content_type = request.header("Content-Type") or ""
    if "files" in arguments and content_type.lower().startswith("multipart/form-data"):
        from connextlive.multipart import read_form

        form, files = read_form(request.raw_body, content_type)
        arguments["files"] = files
        return shape.model_validate_strings(form)
    return shape.model_validate_json(request.raw_body or b"{}")


def _surplus(body: bytes) -> list[dict[str, str]]:
    """What is wrong with the body of a request that takes none: anything but an empty object."""
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        return [{"field": "body", "message": "Malformed JSON"}]
    if not isinstance(given, dict):
        return [{"field": "body", "message": "Must be a JSON object"}]
    return [{"field": name, "message": "Unknown field"} for name in given]


def _query(shape: type[BaseModel], request: Request, _: dict[str, Any]) -> BaseModel:
    given: dict[str, list[str]] = request.event.get("multiValueQueryStringParameters") or {}
    values: dict[str, Any] = {}
    for name, field in shape.model_fields.items():
        key = field.alias or name
        if key in given:
            many = get_origin(field.annotation) is list or any(
                get_origin(a) is list for a in get_args(field.annotation)
            )
            values[key] = given[key] if many else given[key][-1]
    return shape.model_validate(values)


def _json(shape: BaseModel) -> str:
    return shape.model_dump_json(by_alias=True)


def _ok(answer: BaseModel | Answer, max_age: int) -> Answer:
    if isinstance(answer, dict):
        return answer
    given = _ok_json(_json(answer))
    if max_age:
        # Whether there is an answer depends on whose page asks.
        given["headers"] = HEADERS | {"Cache-Control": f"public, max-age={max_age}", "Vary": "Origin"}
    return given


def _ok_json(body: str) -> Answer:
    return {"statusCode": 200, "headers": HEADERS, "body": body}


def _refusal(error: DomainError) -> Answer:
    data: dict[str, Any] | None = None
    if isinstance(error, Invalid):
        data = {"errors": [{"field": field, "message": message} for field, message in error.fields.items()]}
    elif error.code is not None:
        data = {"code": error.code}
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyAttempts) else {}
    return error_answer(STATUS[type(error)], error.message, data, headers)


def error_answer(
    status: int, message: str, data: Mapping[str, Any] | None = None, headers: dict[str, str] = HEADERS
) -> Answer:
    """An error in the one shape that every error has; `headers` come on top of the usual ones."""
    body = json.dumps({"statusCode": status, "statusMessage": message, "data": data})
    return {"statusCode": status, "headers": HEADERS | headers, "body": body}


def _failure(module: str, event: Event) -> Answer:
    # Imported here because a healthy request never logs: Powertools' Logger costs a tenth of a cold start.
    from aws_lambda_powertools import Logger

    request_id = event["requestContext"].get("requestId")
    route = f"{event['httpMethod']} {event['resource']}"
    Logger(service=module).exception("Unhandled error", route=route, request_id=request_id)
    return error_answer(500, "Internal server error", {"requestId": request_id})
