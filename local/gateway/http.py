"""Requests and responses within the gateway, and ASGI's types."""

import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str
    # As received: in order, with duplicates, names in lower case.
    headers: list[tuple[str, str]]
    body: bytes
    client: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def header(self, name: str) -> str | None:
        """The last header with that name, which is the one in proxy events."""
        return next((value for key, value in reversed(self.headers) if key == name.lower()), None)


@dataclass
class Response:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    # What the access log shows in addition to the status.
    note: str = ""
