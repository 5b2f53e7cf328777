"""Plays API Gateway's WebSocket API: the handshake with its authorizer, routes, the limits, and @connections."""

import asyncio
import base64
import json
import secrets
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from local.cloudformation.intrinsics import Resolver
from local.cloudformation.template import Template, function_of
from local.config import ACCOUNT, REGION, StartupError
from local.console import say_with_time
from local.gateway.authorizer import allows
from local.gateway.http import API_ID, STAGE, Request, Response
from local.runtime.functions import REFUSAL, FunctionError, Functions

PATH = "/ws"
MANAGEMENT = f"{PATH}/@connections/"
# What a message and a frame of it may hold at most; the server's library closes with 1009 what is larger.
LARGEST = (128 * 1024, 32 * 1024)
_UNAUTHORIZED, _FORBIDDEN = 401, 403
_GOING_AWAY = 1001
# What uvicorn raises where the client is gone already.
_DROPPED = (OSError, RuntimeError)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Limits:
    """How long API Gateway keeps a connection, in seconds: at all, and while nothing is said in either direction."""

    lives: float = 2 * 3600
    idle: float = 10 * 60


@dataclass(frozen=True)
class _Route:
    function: str
    answers: bool
    has_authorizer: bool


class WebSocketApi:
    """What one reading of the template says about the WebSocket API."""

    def __init__(self, template: Template, resolver: Resolver, functions: Functions) -> None:
        self._functions = functions
        properties = {
            name: resolver.resolve(resource.get("Properties", {}))
            for name, resource in template.resources()
            if resource["Type"].startswith("AWS::ApiGatewayV2::")
        }
        self._authorizers = {name: p for name, p in properties.items() if "AuthorizerUri" in p}
        integrations = {f"integrations/{name}": p for name, p in properties.items() if "IntegrationUri" in p}
        answering = {p["RouteId"] for p in properties.values() if "RouteResponseKey" in p}
        self.routes: dict[str, _Route] = {}
        for name, route in properties.items():
            if "RouteKey" in route:
                integration = integrations.get(route["Target"])
                if integration is None:
                    raise StartupError(f"template.yaml: {name}: no integration {route['Target']}")
                self.routes[route["RouteKey"]] = _Route(
                    function=function_of(integration["IntegrationUri"]),
                    answers=name in answering and "RouteResponseSelectionExpression" in route,
                    has_authorizer=route.get("AuthorizationType") == "CUSTOM",
                )
                if route.get("AuthorizationType") == "CUSTOM":
                    self._authorizer = self._authorizers[route["AuthorizerId"]]

    async def authorize(self, event: dict[str, Any]) -> tuple[int, dict[str, str]]:
        """200 and the context for every event of the connection, or the status of the refusal."""
        route = self.routes.get("$connect")
        if route is None or not route.has_authorizer:
            return 200, {}
        given = event["queryStringParameters"] or {}
        names = [source.rpartition(".")[2] for source in self._authorizer["IdentitySource"]]
        if not all(given.get(name) for name in names):
            return _UNAUTHORIZED, {}
        arn = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{API_ID}/{STAGE}/$connect"
        asked = {"type": "REQUEST", "methodArn": arn, **event}
        try:
            answer = await self._functions.invoke(function_of(self._authorizer["AuthorizerUri"]), asked)
        except FunctionError as error:
            return (_UNAUTHORIZED if str(error) == REFUSAL else 500), {}
        if not allows(answer["policyDocument"], arn):
            return _FORBIDDEN, {}
        context = {name: str(value) for name, value in (answer.get("context") or {}).items()}
        return 200, {"principalId": str(answer["principalId"]), **context}

    async def invoke(self, route_key: str, event: dict[str, Any]) -> tuple[int, str | None]:
        """The status that the route's function answers, and what goes back to the client."""
        route = self.routes.get(route_key)
        if route is None:
            return 200, None
        try:
            answer = await self._functions.invoke(route.function, event, at_most=29)
        except FunctionError:
            context = event["requestContext"]
            failure = {"message": "Internal server error", "requestId": context["requestId"]}
            return 500, json.dumps(failure | {"connectionId": context["connectionId"]})
        body = answer.get("body") if isinstance(answer, dict) and route.answers else None
        return int(answer["statusCode"]), body


@dataclass
class _Connection:
    """One client, from the end of its handshake to that of its connection."""

    id: str
    client: str
    user_agent: str
    host: str
    send: Send
    authorizer: dict[str, str] = field(default_factory=dict)
    began: float = field(default_factory=time.time)
    # Of the clock that only ever goes forward.
    active: float = field(default_factory=time.monotonic)

    async def say(self, text: str) -> None:
        self.active = time.monotonic()
        await self.send({"type": "websocket.send", "text": text})

    def event(self, route_key: str, kind: str, **context: Any) -> dict[str, Any]:
        """The event of a WebSocket route's Lambda proxy integration."""
        now = time.time()
        return {
            "requestContext": {
                "routeKey": route_key,
                "eventType": kind,
                "extendedRequestId": str(uuid.uuid4()),
                "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
                "messageDirection": "IN",
                "stage": STAGE,
                "connectedAt": int(self.began * 1000),
                "requestTimeEpoch": int(now * 1000),
                "identity": {"sourceIp": self.client, "userAgent": self.user_agent},
                "requestId": str(uuid.uuid4()),
                "domainName": self.host,
                "connectionId": self.id,
                "apiId": API_ID,
                **({"authorizer": self.authorizer} if self.authorizer else {}),
                **context,
            },
            "isBase64Encoded": False,
        }


class Sockets:
    """The connections that stand. They outlive a reading of the template, as API Gateway's outlive a deployment; `api`
    is replaced then."""

    def __init__(self, api: WebSocketApi, after_event: Callable[[], None], limits: Limits | None = None) -> None:
        self.api = api
        self._after_event = after_event
        self._limits = limits or Limits()
        self._connections: dict[str, _Connection] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One client, from its handshake on."""
        await receive()
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        connection = _Connection(
            # API Gateway's end in =, so that whoever forgets to quote them is found out.
            id=base64.urlsafe_b64encode(secrets.token_bytes(11)).decode(),
            client=scope["client"][0] if scope.get("client") else "127.0.0.1",
            user_agent=headers.get("user-agent", ""),
            host=headers.get("host", ""),
            send=send,
        )
        status = await self._handshake(connection, scope, headers)
        if status != 200:
            await _refuse(send, status)
            return
        self._connections[connection.id] = connection
        code = 1006
        with suppress(*_DROPPED):
            await send({"type": "websocket.accept"})
            code = await self._listen(connection, receive)
        self._connections.pop(connection.id, None)
        event = connection.event("$disconnect", "DISCONNECT", disconnectStatusCode=code, disconnectReason="")
        await self._invoke("$disconnect", event)

    async def manage(self, request: Request) -> Response:
        """@connections: what functions ask of a connection."""
        connection_id = unquote(request.path.removeprefix(MANAGEMENT))
        connection = self._connections.get(connection_id)
        if connection is None:
            return _failure(410, "GoneException", connection_id)
        match request.method:
            case "POST" if len(request.body) > LARGEST[0]:
                return _failure(413, "PayloadTooLargeException", connection_id)
            case "POST":
                try:
                    await connection.say(request.body.decode(errors="replace"))
                except _DROPPED:
                    return _failure(410, "GoneException", connection_id)
                return Response(200, [], b"")
            case "DELETE":
                # Gone at once, so that nothing is posted to it while it closes.
                del self._connections[connection_id]
                with suppress(*_DROPPED):
                    await connection.send({"type": "websocket.close", "code": _GOING_AWAY, "reason": ""})
                return Response(204, [], b"")
            case "GET":
                identity = {"sourceIp": connection.client, "userAgent": connection.user_agent}
                times = {"connectedAt": _iso(connection.began), "lastActiveAt": _iso(_wall_clock(connection.active))}
                return Response(
                    200, [("Content-Type", "application/json")], json.dumps({**times, "identity": identity}).encode()
                )
        return _failure(403, "ForbiddenException", connection_id)

    async def _handshake(self, connection: _Connection, scope: Scope, headers: Mapping[str, str]) -> int:
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        event = connection.event("$connect", "CONNECT") | {
            "headers": dict(headers),
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "queryStringParameters": dict(query) or None,
            "multiValueQueryStringParameters": {name: [v for n, v in query if n == name] for name, _ in query} or None,
        }
        status, connection.authorizer = await self.api.authorize(event)
        if status == 200:
            event["requestContext"] |= {"authorizer": connection.authorizer}
            status, _ = await self._invoke("$connect", event)
        else:
            say_with_time(f"WEBSOCKET $connect {status}")
        return status

    async def _listen(self, connection: _Connection, receive: Receive) -> int:
        """Until the connection ends; with which code."""
        ends = time.monotonic() + self._limits.lives
        while True:
            left = min(ends, connection.active + self._limits.idle) - time.monotonic()
            if left <= 0:
                await connection.send({"type": "websocket.close", "code": _GOING_AWAY, "reason": "Going away"})
                return _GOING_AWAY
            try:
                message = await asyncio.wait_for(receive(), left)
            except TimeoutError:
                continue
            if message["type"] == "websocket.disconnect":
                return int(message.get("code") or 1005)
            connection.active = time.monotonic()
            # Frames are not handled one after the other there, either.
            task = asyncio.create_task(self._answer(connection, message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, connection: _Connection, message: MutableMapping[str, Any]) -> None:
        route_key = "$default"
        event = connection.event(route_key, "MESSAGE", messageId=secrets.token_urlsafe(12))
        if message.get("bytes") is not None:
            event |= {"body": base64.b64encode(message["bytes"]).decode(), "isBase64Encoded": True}
        else:
            event["body"] = message["text"]
        _, answer = await self._invoke(route_key, event)
        if answer and connection.id in self._connections:
            with suppress(*_DROPPED):
                await connection.say(answer)

    async def _invoke(self, route_key: str, event: dict[str, Any]) -> tuple[int, str | None]:
        started = time.perf_counter()
        status, answer = await self.api.invoke(route_key, event)
        self._after_event()
        if route_key != "$default":
            milliseconds = (time.perf_counter() - started) * 1000
            say_with_time(f"WEBSOCKET {route_key} {status} {milliseconds:.0f} ms")
        return status, answer


async def _refuse(send: Send, status: int) -> None:
    words = {_UNAUTHORIZED: "Unauthorized", _FORBIDDEN: "Forbidden"}.get(status, "Internal server error")
    body = json.dumps({"message": words}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


def _failure(status: int, name: str, connection_id: str) -> Response:
    body = json.dumps({"message": None, "connectionId": connection_id}).encode()
    return Response(status, [("Content-Type", "application/json"), ("x-amzn-ErrorType", name)], body)


def _wall_clock(monotonic: float) -> float:
    return time.time() - (time.monotonic() - monotonic)


def _iso(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
