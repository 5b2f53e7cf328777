"""The gateway: an ASGI application that dispatches requests as AWS would."""

import time
from collections.abc import Awaitable, Callable

from local.console import say_with_time
from local.gateway import sockets
from local.gateway.compression import compressed
from local.gateway.http import Receive, Request, Response, Scope, Send
from local.gateway.rest_api import Api
from local.gateway.sockets import Sockets
from local.gateway.static import Static

BODY_LIMIT = 10 * 1024 * 1024
READING = (
    "GET",
    "HEAD",
    "OPTIONS",
)  # the little that these write (presence, a first picture) is found by the next look


class Gateway:
    """Serves the API, the web files and the local stack's own pages. A changed template replaces `api` and `static`."""

    def __init__(
        self,
        api: Api,
        sockets: Sockets,
        static: Static,
        local_pages: Callable[[Request], Awaitable[Response | None]],
        after_writing: Callable[[], None],
    ) -> None:
        self.api = api
        self.sockets = sockets
        self.static = static
        self._local_pages = local_pages
        self._after_writing = after_writing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"] == sockets.PATH:
            await self.sockets.serve(scope, receive, send)
            return
        if scope["type"] != "http":
            # Everything else is HTTP only; a WebSocket closed before it is accepted gets a 403.
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
        if request.path.startswith(sockets.MANAGEMENT):
            # A function posting a frame: not a client's request, and too frequent to log.
            await _write(send, await self.sockets.manage(request), request)
            return
        response = self.api.too_large(request) if body is None else await self._answer(request)
        await _write(send, compressed(request, response), request)
        if request.method not in READING:
            self._after_writing()
        milliseconds = (time.perf_counter() - started) * 1000
        say_with_time(f"{request.method} {request.path} {response.status} {milliseconds:.0f} ms {response.note}")

    async def _answer(self, request: Request) -> Response:
        if page := await self._local_pages(request):
            return page
        if file := self.static.answer(request):
            return file
        return await self.api.answer(request)


async def _read(receive: Receive) -> bytes | None:
    """The body; None if it exceeds the limit. It is read to its end anyway, because a client that is still sending
    would see its connection reset instead of the response."""
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
