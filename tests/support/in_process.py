"""The whole API in this process: the local gateway's routes, authorizers and responses over the real handlers. A
request is a function call, so that thousands fit into a test run."""

import math
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from local.cloudformation.template import Template
from local.gateway.connection import Connection
from local.gateway.http import Request, Response
from local.gateway.rest_api import Api
from local.gateway.websocket_api import WebSocketApi
from local.runtime.functions import FunctionError, Functions
from tests.support.builders import Json, invoke
from tools import ROOT

ADDRESS = "203.0.113.7"


class _Handlers:
    """The local runtime's `invoke`, in the calling thread."""

    def __init__(self, folders: Mapping[str, str]) -> None:
        self._folders = folders

    async def invoke(self, name: str, event: Any, at_most: float = math.inf) -> Any:
        try:
            return invoke(self._folders[name], event)
        except Exception as error:
            raise FunctionError(str(error)) from error


@dataclass(frozen=True)
class Call:
    """A request, as a client makes it."""

    method: str
    path: str
    body: bytes = b""
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    address: str = ADDRESS


class Gateway:
    """Both APIs of the template."""

    def __init__(self) -> None:
        template = Template(ROOT / "template.yaml", {})
        resolver = template.resolver({})
        folders = {function.name: function.folder.name for function in template.functions(resolver)}
        handlers = cast("Functions", _Handlers(folders))
        self._template, self._resolver, self._handlers = template, resolver, handlers
        self.forget_callers()

    def forget_callers(self) -> None:
        """As after the half minute for which authorizers' decisions are kept."""
        self.rest = Api(self._template.api(self._resolver), self._handlers)
        self._sockets = WebSocketApi(self._template, self._resolver, self._handlers)

    def answer(self, call: Call) -> Response:
        headers = [(name.lower(), value) for name, value in call.headers]
        if call.body and not any(name == "content-type" for name, _ in headers):
            headers.append(("content-type", "application/json"))
        request = Request(call.method, call.path, urlencode(call.query), headers, call.body, call.address)
        return _run(self.rest.answer(request))

    def connect(self, token: str | None, connection_id: str) -> tuple[int, Connection]:
        """The handshake's status, and the connection."""
        connection = Connection(connection_id, ADDRESS, "", "socket.example.com", cast("Any", None))
        event = connection.event("$connect", "CONNECT")
        event |= {"headers": {}, "queryStringParameters": {"token": token} if token is not None else None}
        status, connection.authorizer = _run(self._sockets.authorize(event))
        if status == 200:
            event["requestContext"] |= {"authorizer": connection.authorizer}
            status, _ = _run(self._sockets.invoke("$connect", event))
        return status, connection

    def say(self, connection: Connection, frame: str) -> tuple[int, str | None]:
        """The status of a client's frame, and the reply."""
        return _run(self._sockets.invoke("$default", connection.event("$default", "MESSAGE") | {"body": frame}))


def _run[T](work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("the gateway waits for something outside this process")


def bearer(token: str) -> tuple[str, str]:
    return "Authorization", f"Bearer {token}"


def all_values(found: Any, name: str) -> list[Any]:
    """Every value under this name, however deep."""
    if isinstance(found, dict):
        return [value for key, value in found.items() if key == name] + [
            deeper for value in found.values() for deeper in all_values(value, name)
        ]
    return [deeper for value in found for deeper in all_values(value, name)] if isinstance(found, list) else []


__all__ = ["ADDRESS", "Call", "Gateway", "Json", "all_values", "bearer"]
