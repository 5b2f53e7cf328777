"""The gateway: an ASGI application that does with a request what API Gateway does."""

import json
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any

from local.cloudformation.template import function_of
from local.config import StartupError
from local.console import say_with_time
from local.demo import seed
from local.demo.pages import Pages
from local.gateway import websocket
from local.gateway.authorizer import Authorizer, RefusedError
from local.gateway.cors import Cors
from local.gateway.gateway_responses import GatewayResponses
from local.gateway.http import MalformedAnswerError, Request, Response, proxy_event, response_from
from local.gateway.mock import answer as mock_answer
from local.gateway.routing import ANY, Mock, Resource, Route, Routes
from local.gateway.static import Static
from local.gateway.websocket import Sockets
from local.runtime.functions import PAYLOAD_LIMIT, FunctionError, Functions, FunctionTimeoutError

BODY_LIMIT = 10 * 1024 * 1024
# API Gateway waits no longer, whatever the function's own timeout is.
_INTEGRATION_SECONDS = 29

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Api:
    """What one reading of the template says about the REST API."""

    def __init__(self, properties: dict[str, Any], functions: Functions) -> None:
        auth = properties.get("Auth", {})
        self._default_authorizer = auth.get("DefaultAuthorizer")
        # SAM puts the default authorizer before the preflight, too, unless told not to.
        self._preflight_is_open = auth.get("AddDefaultAuthorizerToCorsPreflight", True) is False
        self._authorizers = {
            name: Authorizer(settings, functions) for name, settings in auth.get("Authorizers", {}).items()
        }
        self._functions = functions
        self._cors = Cors(properties.get("Cors"))
        self._responses = GatewayResponses(properties.get("GatewayResponses", {}))
        # SAM writes a slash as ~1, as its JSON pointers need it.
        self._binary_types = [kind.replace("~1", "/").lower() for kind in properties.get("BinaryMediaTypes", [])]
        try:
            self.routes = Routes(self._routes(properties.get("DefinitionBody", {}).get("paths", {})))
        except ValueError as error:
            raise StartupError(f"template.yaml: {error}") from error

    def _routes(self, paths: dict[str, Any]) -> Iterable[Route]:
        for path, methods in paths.items():
            for method, operation in methods.items():
                integration = operation["x-amazon-apigateway-integration"]
                # SAM gives the default authorizer to what names none.
                authorizer = next(iter(operation.get("security", [{self._default_authorizer: []}])[0]))
                yield Route(
                    path=path,
                    method=ANY if method == "x-amazon-apigateway-any-method" else method.upper(),
                    target=Mock(integration["requestTemplates"], integration["responses"])
                    if integration["type"] == "mock"
                    else function_of(integration["uri"]),
                    authorizer=None if authorizer == "NONE" else authorizer,
                )

    def too_large(self, request: Request) -> Response:
        return self._responses.response("REQUEST_TOO_LARGE", request)

    async def answer(self, request: Request) -> Response:
        try:
            return await self._answer(request)
        except RefusedError as refused:
            return self._responses.response(str(refused), request)

    async def _answer(self, request: Request) -> Response:
        found = self.routes.find(request.path)
        if found is None:
            raise RefusedError("MISSING_AUTHENTICATION_TOKEN")
        resource, parameters = found
        if request.method == "OPTIONS" and self._cors.enabled and "OPTIONS" not in resource.methods:
            if not self._preflight_is_open:
                await self._authorize(self._default_authorizer, request, resource, parameters)
            return self._cors.preflight(resource)
        route = resource.route(request.method)
        if route is None:
            raise RefusedError("MISSING_AUTHENTICATION_TOKEN")
        context = await self._authorize(route.authorizer, request, resource, parameters)
        if isinstance(route.target, Mock):
            return mock_answer(route.target, request)
        event = proxy_event(request, resource.path, parameters, context, self._binary_types)
        # Base64 makes a third more of a binary body: 6 MB to Lambda are 4.5 MB of a file.
        if len(json.dumps(event, ensure_ascii=False).encode()) > PAYLOAD_LIMIT:
            raise RefusedError("REQUEST_TOO_LARGE")
        return await self._invoke(route.target, event, request)

    async def _authorize(
        self, name: str | None, request: Request, resource: Resource, parameters: dict[str, str]
    ) -> dict[str, str]:
        return await self._authorizers[name].authorize(request, resource, parameters) if name else {}

    async def _invoke(self, function: str, event: dict[str, Any], request: Request) -> Response:
        try:
            answer = await self._functions.invoke(function, event, at_most=_INTEGRATION_SECONDS)
            response = response_from(answer, request, self._binary_types)
        except FunctionTimeoutError:
            response = self._responses.response("INTEGRATION_TIMEOUT", request)
        except (FunctionError, MalformedAnswerError) as error:
            if isinstance(error, MalformedAnswerError):
                say_with_time(f"{function}: malformed answer: {error}")
            response = self._responses.response("INTEGRATION_FAILURE", request)
        response.headers.append(("x-amzn-RequestId", request.id))
        response.note = f"{function} {response.note}".rstrip()
        return response


class Gateway:
    """Serves the API, the web's files and the local extras. A change of the template replaces `api` and `static`."""

    def __init__(
        self,
        api: Api,
        sockets: Sockets,
        static: Static,
        pages: Pages,
        after_request: Callable[[], None],
        demo: Path | None = None,
    ) -> None:
        self.api = api
        self.sockets = sockets
        self.static = static
        self._demo = demo
        self._pages = pages
        self._after_request = after_request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"] == websocket.PATH:
            await self.sockets.serve(scope, receive, send)
            return
        if scope["type"] != "http":
            # Elsewhere nothing is spoken but HTTP; a WebSocket that is closed before it is accepted gets a 403.
            await send({"type": "websocket.close"})
            return
        started = time.perf_counter()
        body = await _read(receive)
        request = Request(
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]],
            body=body or b"",
            client=scope["client"][0] if scope.get("client") else "127.0.0.1",
        )
        if request.path.startswith(websocket.MANAGEMENT):
            # A function that posts a frame: no request of a client, and too many to be shown.
            await _write(send, await self.sockets.manage(request), request)
            return
        response = self.api.too_large(request) if body is None else await self._answer(request)
        await _write(send, response, request)
        self._after_request()
        milliseconds = (time.perf_counter() - started) * 1000
        say_with_time(f"{request.method} {request.path} {response.status} {milliseconds:.0f} ms {response.note}")

    async def _answer(self, request: Request) -> Response:
        if page := await self._pages.answer(request):
            return page
        if request.method == "GET" and request.path == "/local/demo" and self._demo and self._demo.exists():
            return Response(200, [("Content-Type", "application/json")], json.dumps(seed.access(self._demo)).encode())
        if file := self.static.answer(request):
            return file
        return await self.api.answer(request)


async def _read(receive: Receive) -> bytes | None:
    """The body; None where it is over the limit. It is read to its end then, too: a client that still sends would
    see its connection reset instead of the answer."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        size += len(message.get("body", b""))
        if size <= BODY_LIMIT:
            parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    return b"".join(parts) if size <= BODY_LIMIT else None


async def _write(send: Send, response: Response, request: Request) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else response.body})
