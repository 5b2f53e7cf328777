"""The WebSocket API's connections: handshake, clients' frames, limits, and @connections."""

import asyncio
import base64
import json
import secrets
import time
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from local.console import say_with_time
from local.gateway.connection import Connection
from local.gateway.http import Receive, Request, Response, Scope, Send
from local.gateway.websocket_api import FORBIDDEN, UNAUTHORIZED, WebSocketApi
from local.permissions.calls import refusal

PATH = "/ws"
MANAGEMENT = f"{PATH}/@connections/"
# Limits of a message and of a frame; the server's library closes with 1009 if they are exceeded.
LARGEST = (128 * 1024, 32 * 1024)
_GOING_AWAY = 1001
# Raised by uvicorn if the client is gone already.
_DROPPED = (OSError, RuntimeError)


@dataclass(frozen=True)
class Limits:
    """How long API Gateway keeps a connection, in seconds: in total, and while idle."""

    lives: float = 2 * 3600
    idle: float = 10 * 60


class Sockets:
    """The open connections. They survive a reload of the template, as API Gateway's survive a deployment; `api` is
    replaced then."""

    def __init__(self, api: WebSocketApi, after_event: Callable[[], None], limits: Limits | None = None) -> None:
        self.api = api
        self._after_event = after_event
        self._limits = limits or Limits()
        self._connections: dict[str, Connection] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one client, from its handshake on."""
        await receive()
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        connection = Connection(
            # API Gateway's IDs end in =, so that missing quoting is noticed.
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
        """@connections: what functions may do with a connection."""
        connection_id = unquote(request.path.removeprefix(MANAGEMENT))
        if refused := self.api.refusal(request.method, connection_id, request.header("authorization") or ""):
            status, headers, body = refusal("execute-api", refused)
            return Response(status, list(headers.items()), body)
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
                # Removed first, so that nothing is posted to it while it closes.
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

    async def _handshake(self, connection: Connection, scope: Scope, headers: Mapping[str, str]) -> int:
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

    async def _listen(self, connection: Connection, receive: Receive) -> int:
        """Until the connection ends; returns its close code."""
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
            # API Gateway does not handle frames sequentially either.
            task = asyncio.create_task(self._answer(connection, message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, connection: Connection, message: MutableMapping[str, Any]) -> None:
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
    words = {UNAUTHORIZED: "Unauthorized", FORBIDDEN: "Forbidden"}.get(status, "Internal server error")
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
