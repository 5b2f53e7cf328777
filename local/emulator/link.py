"""The gateway's frequent calls to ministack: looking at queues, receiving from them, reading streams.

Not by botocore or httpx, which took a third of the gateway's time for a message. Rare calls are botocore's (`aws.py`).
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from local.config import KEY, REGION

# Seconds. More than a long poll takes.
_ANSWERS_WITHIN = 60
_LONGEST_HEAD = 64 * 1024

type _Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class LinkError(Exception):
    """ministack refused a call, or did not answer it."""


class Link:
    """Connections to ministack that stay open, each for one request at a time. Belongs to one event loop."""

    def __init__(self, url: str) -> None:
        self._netloc = url.rpartition("/")[2]
        self._idle: list[_Connection] = []

    async def request(self, method: str, path: str, headers: str = "", body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer. What is sent must do no harm if it arrives twice: a connection may have been
        closed since its last request, and nothing tells whether this one was read before."""
        head = f"{method} {path} HTTP/1.1\r\nhost: {self._netloc}\r\ncontent-length: {len(body)}\r\n{headers}\r\n"
        sent = head.encode() + body
        while self._idle:
            try:
                return await self._exchange(self._idle.pop(), sent)
            except (OSError, EOFError):
                continue
        try:
            host, _, port = self._netloc.partition(":")
            return await self._exchange(await asyncio.open_connection(host, int(port), limit=_LONGEST_HEAD), sent)
        except (OSError, EOFError) as error:
            raise LinkError(f"{method} {path}: {error!r}") from error

    async def _exchange(self, connection: _Connection, sent: bytes) -> tuple[int, bytes]:
        reader, writer = connection
        is_kept = False
        try:
            async with asyncio.timeout(_ANSWERS_WITHIN):
                writer.write(sent)
                first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                # ministack gives every answer's length.
                body = await reader.readexactly(int(headers["content-length"]))
            is_kept = headers.get("connection", "").lower() != "close"
            return int(first.split(" ", 2)[1]), body
        finally:
            if is_kept:
                self._idle.append(connection)
            else:
                writer.close()


class Service:
    """A service of ministack with a JSON protocol, by its prefix of operations' names."""

    def __init__(self, link: Link, name: str, target: str) -> None:
        self._link, self._target = link, target
        # Whose call it is: nothing checks the gateway's own signatures.
        scope = f"{KEY}/20000101/{REGION}/{name}/aws4_request"
        self._headers = (
            f"authorization: AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0\r\n"
            "content-type: application/x-amz-json-1.0\r\n"
        )

    async def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer, with binary values in base64 and times in seconds, as Lambda's events have them. Raises
        LinkError."""
        headers = f"{self._headers}x-amz-target: {self._target}.{operation}\r\n"
        status, body = await self._link.request("POST", "/", headers, json.dumps(request).encode())
        if status != 200:
            raise LinkError(f"{operation}: {status} {body[:1000].decode(errors='replace')}")
        answer: dict[str, Any] = json.loads(body)
        return answer
