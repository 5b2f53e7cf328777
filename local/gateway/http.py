"""Requests and answers, as the gateway's parts pass them on, and ASGI's names for what the server passes in."""

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
    # As received: in order, with repetitions, names in lower case.
    headers: list[tuple[str, str]]
    body: bytes
    client: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def header(self, name: str) -> str | None:
        """The last of that name, which is the one that proxy events show."""
        return next((value for key, value in reversed(self.headers) if key == name.lower()), None)


@dataclass
class Response:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    # What the access log says beyond the status.
    note: str = ""
