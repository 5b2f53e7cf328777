"""The decorator for API endpoints: it parses the request, calls the function and builds the response.

An endpoint is a plain function. Its parameters declare by name what it takes: `caller` (a `Caller`; without it the
route is public), `body` and `query` (pydantic schemas), `files` (of a multipart request), `request` (for everything
else); any other parameter is a path parameter. It returns a pydantic schema; the few endpoints that return a file
return status, headers and body.
"""

from connextlive.lambdas.start import finish_start  # isort: skip  # a start begins with it
from connextlive.lambdas import precompiled  # isort: skip  # noqa: F401  # before pydantic, which it helps

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from connextlive.core.caller import Caller, Sender
from connextlive.core.errors import DomainError, Invalid, TooManyAttempts
from connextlive.core.sentence import Sentence
from connextlive.lambdas.answers import Answer, as_json, failure, ok, ok_json, refusal
from connextlive.lambdas.request import Event, Request, caller_of

if TYPE_CHECKING:
    from connextlive.lambdas.deprecation import Deprecation

type Excuse = Callable[[TooManyAttempts, Request, Mapping[str, Any]], TooManyAttempts]

EXPOSED = "Access-Control-Expose-Headers"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint's declaration, read at import. The API definition, the OpenAPI document and the sample events are
    generated from it. There is usually one method; `answer` is the schema, or `Answer` if the function returns status,
    headers and body itself. Anybody may cache the response for `max_age` seconds. `limit` is the kind of limit that
    requests count for, `beyond` says who may exceed it, `audit` is what the audit log calls the action; who calls a
    `deprecated` one is told."""

    methods: tuple[str, ...]
    path: str
    parameters: Mapping[str, Any]
    answer: Any
    idempotent: bool | Callable[[Request], Sender]
    function: Callable[..., Any]
    max_age: int = 0
    limit: str | None = None
    audit: str | None = None
    deprecated: "Deprecation | None" = None
    beyond: Excuse | None = None

    @property
    def is_public(self) -> bool:
        return "caller" not in self.parameters

    def sender(self, arguments: Mapping[str, Any], request: Request) -> Sender:
        """The scope of an idempotency key: the caller, or for public routes what the endpoint returns."""
        if callable(self.idempotent):
            return self.idempotent(request)
        caller: Caller | None = arguments.get("caller")
        return (caller.tenant_id, caller.id) if caller else (None, request.network)


class Handler:
    """A Lambda handler made from an endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    def __call__(self, event: Event, context: object) -> Answer:
        answer = self._audited(event)
        if self.endpoint.deprecated is not None:
            told = self.endpoint.deprecated.headers
            exposed = filter(None, [answer["headers"].get(EXPOSED), *told])
            answer["headers"] = answer["headers"] | told | {EXPOSED: ", ".join(exposed)}
        return answer

    def _audited(self, event: Event) -> Answer:
        if self.endpoint.audit is None:
            return self._answer(Request(event))
        from connextlive.core import acts  # most endpoints have none

        request = Request(event)
        caller = None if self.endpoint.is_public else caller_of(event)
        begun = acts.begin(self.endpoint.audit, request.address, caller)
        try:
            return self._answer(request)
        finally:
            acts.end(begun)

    def _answer(self, request: Request) -> Answer:
        event = request.event
        try:
            request.check_way()
            arguments = _arguments(self.endpoint.parameters, request)
            for limit in self._limits(arguments.get("caller")):
                from connextlive.lambdas import limits

                try:
                    limits.check(limit, request, arguments)
                except TooManyAttempts as refused:
                    if self.endpoint.beyond is None:
                        raise
                    arguments["request"] = request._replace(exceeded=self.endpoint.beyond(refused, request, arguments))
            key = request.header("Idempotency-Key") if self.endpoint.idempotent else None
            if key is None:
                return ok(self.endpoint.function(**arguments), self.endpoint.max_age)
            from connextlive.table import idempotency

            sender = self.endpoint.sender(arguments, request)
            route = f"{event['httpMethod']} {event['path']}"
            once = idempotency.once(sender, route, key, request.fingerprinted)

            def work() -> str:
                answer = self.endpoint.function(**arguments)
                if answer.is_unfinished:
                    raise idempotency.Unfinished(as_json(answer))
                return as_json(answer)

            return ok_json(once(work))
        except DomainError as error:
            return refusal(error, request.header("Accept-Language"))
        except Exception as error:
            return failure(self.endpoint.function.__module__, event, error)

    def _limits(self, caller: Caller | None) -> list[str]:
        """The kinds of limit that a request counts for: every one of another system counts for its API token."""
        own = [self.endpoint.limit] if self.endpoint.limit else []
        return [*own, "api_token"] if caller is not None and caller.token_id else own


def endpoint(
    method: str,
    path: str,
    *,
    also: str | None = None,
    idempotent: bool | Callable[[Request], Sender] = False,
    max_age: int = 0,
    limit: str | None = None,
    beyond: Excuse | None = None,
    audit: str | None = None,
    deprecated: "Deprecation | None" = None,
) -> Callable[[Callable[..., BaseModel | Answer]], Handler]:
    """Makes a Lambda handler of a function, reached at `path`, in API Gateway's notation, by `method` and, for older
    clients, `also` by another method. If `idempotent`, clients may repeat a request with an `Idempotency-Key`, scoped
    to the caller or to the result of a given function of the request (which may refuse it). Responses that are the same
    for everybody may be cached for `max_age` seconds. Requests may be limited, by the rates of the kind `limit`
    (`lambdas/limits.py`); `beyond` decides who is let through all the same. `audit` names what is done for the audit
    log, `<kind of object>.<what>`:
    an entity of that kind with an `act` is saved with it, a deletion adds its entry (`audit.log.of_transaction`).
    `deprecated` tells callers from when on the endpoint may be gone. After a change of routes, run `make generate`."""
    methods = (method, also) if also else (method,)

    def decorate(function: Callable[..., BaseModel | Answer]) -> Handler:
        parameters = dict(function.__annotations__)
        answer = parameters.pop("return", None)
        for shape in (answer, parameters.get("body"), parameters.get("query")):
            if shape not in (None, Answer):
                # During init, when Lambda grants a full CPU, instead of during the first request.
                getattr(shape, "prepare", shape.model_rebuild)()
        return finish_start(
            Handler(
                Endpoint(
                    methods, path, parameters, answer, idempotent, function, max_age, limit, audit, deprecated, beyond
                )
            )
        )

    return decorate


def _arguments(parameters: Mapping[str, Any], request: Request) -> dict[str, Any]:
    arguments: dict[str, Any] = {"files": []} if "files" in parameters else {}
    problems: list[dict[str, str]] = []
    for name, shape in parameters.items():
        if name == "caller":
            arguments[name] = caller = caller_of(request.event)
            if caller.blocked_until:
                from connextlive.core import blocking

                blocking.check(caller.blocked_until)  # before anything is looked at, counted or written
            if caller.ranges_version:
                from connextlive.table import blocked_ranges

                blocked_ranges.check(caller.tenant_id, caller.ranges_version, request.address)
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
    """Errors for a body where none is expected: anything but an empty object."""
    try:
        given = json.loads(body or b"{}")
    except (ValueError, RecursionError):  # or nested deeper than anybody means
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
