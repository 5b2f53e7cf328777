"""Middleware in ministack's process: bodies read before the application does, and answers in its place."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def target(scope: Scope) -> bytes:
    """The operation that a call's header names, `DynamoDB_20120810.GetItem`; empty if none does."""
    return next((value for name, value in scope.get("headers", ()) if name.lower() == b"x-amz-target"), b"")


async def read(receive: Receive) -> tuple[bytes, Receive]:
    """The body, and what the application reads it from."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    body, is_read = parts[0] if len(parts) == 1 else b"".join(parts), False

    async def again() -> Message:
        nonlocal is_read
        if is_read:
            return await receive()
        is_read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return body, again


async def answer(send: Send, status: int, headers: Mapping[str, str], body: bytes) -> None:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    encoded.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
