"""The one decorator around every endpoint: it reads the request, runs the function and translates what happens.

An endpoint is a plain function. Its parameters say what it takes, by name: `caller` (a `Caller`; without it the
route is public), `body` and `query` (pydantic shapes), `files` (of a multipart request), `request` (for the rare
rest); every other parameter is a path parameter. What it returns is a pydantic shape, and the answer; the few that
answer with a file return status, headers and body.
"""

from connextlive.lambdas.start import started  # isort: skip  # a start begins with it
from connextlive.lambdas import precompiled  # isort: skip  # noqa: F401  # before pydantic, which it helps

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from connextlive.core.caller import Caller
from connextlive.core.errors import DomainError, Invalid
from connextlive.core.sentence import Sentence
from connextlive.lambdas.answers import Answer, as_json, failure, ok, ok_json, refusal
from connextlive.lambdas.request import Event, Request, caller_of


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
                return ok(self.endpoint.function(**arguments), self.endpoint.max_age)
            from connextlive.table import idempotency

            scope = self.endpoint.scope(arguments, request)
            route = f"{event['httpMethod']} {event['path']}"
            once = idempotency.once(scope, route, key, request.fingerprinted)
            return ok_json(once(lambda: as_json(self.endpoint.function(**arguments))))
        except DomainError as error:
            return refusal(error, request.header("Accept-Language"))
        except Exception:
            return failure(self.endpoint.function.__module__, event)


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
                from connextlive.lambdas.problems import problems as of

                problems += of(error.errors(include_url=False, include_input=False))
        elif name != "files":
            arguments[name] = request.event["pathParameters"][name]
    if "body" not in parameters and request.event["httpMethod"] in ("POST", "PUT", "PATCH"):
        problems += _surplus(request.raw_body)
    if problems:
        raise Invalid(**{problem["field"]: problem["message"] for problem in problems})
    return arguments


def _body(shape: type[BaseModel], request: Request, arguments: dict[str, Any]) -> BaseModel:
    content_type = request.header("Content-Type") or ""
    if "files" in arguments and content_type.lower().startswith("multipart/form-data"):
        from connextlive.lambdas.multipart import read_form

        form, files = read_form(request.raw_body, content_type)
        arguments["files"] = files
        return shape.model_validate_strings(form)
    return shape.model_validate_json(request.raw_body or b"{}")


def _surplus(body: bytes) -> list[dict[str, str]]:
    """What is wrong with the body of a request that takes none: anything but an empty object."""
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        return [{"field": "body", "message": Sentence("Malformed JSON")}]
    if not isinstance(given, dict):
        return [{"field": "body", "message": Sentence("Must be a JSON object")}]
    return [{"field": name, "message": Sentence("Unknown field")} for name in given]


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
