"""The floor: the standard library, SigV4 by hand, TLS connections kept. Calls that need not wait for each other are all
sent before the first answer is read, each on a connection of its own."""

import hashlib
import hmac
import json
import os
import socket
import ssl
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from calls import answered, handle, typed

REGION = os.environ["AWS_REGION"]
KEY, SECRET = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
TOKEN = os.environ["AWS_SESSION_TOKEN"]
SIGNED = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"
HOST = os.environ["AWS_ENDPOINT_URL"].partition("://")[2]

tls = ssl.create_default_context(cafile=os.environ["ROOTS"])
idle: list[ssl.SSLSocket] = []


def ask(asked: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Signed calls of DynamoDB."""
    connections = []
    for operation, request in asked:
        connection = idle.pop() if idle else _connected()
        connections.append(connection)
        connection.sendall(_request(f"DynamoDB_20120810.{operation}", json.dumps(typed(request)).encode()))
    return [answered(_answer(connection)) for connection in connections]


def _connected() -> ssl.SSLSocket:
    name, _, port = HOST.partition(":")
    opened = socket.create_connection((name, int(port)))
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return tls.wrap_socket(opened, server_hostname=name)


def _answer(connection: ssl.SSLSocket) -> Any:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    size = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    parts, missing = [body], size - len(body)
    while missing > 0:
        parts.append(connection.recv(65536))
        missing -= len(parts[-1])
    idle.append(connection)
    answer = json.loads(b"".join(parts))
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(answer)
    return answer


def _request(target: str, body: bytes) -> bytes:
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    listed = (
        f"content-type:application/x-amz-json-1.0\nhost:{HOST}\nx-amz-date:{now}\nx-amz-security-token:{TOKEN}\n"
        f"x-amz-target:{target}\n"
    )
    canonical = f"POST\n/\n\n{listed}\n{SIGNED}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{now[:8]}/{REGION}/dynamodb/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(_key(now[:8]), text.encode(), "sha256").hex()
    credential = f"Credential={KEY}/{scope}, SignedHeaders={SIGNED}, Signature={signature}"
    head = f"POST / HTTP/1.1\n{listed}content-length:{len(body)}\nauthorization:AWS4-HMAC-SHA256 {credential}\n\n"
    return head.replace("\n", "\r\n").encode() + body


@lru_cache(maxsize=1)
def _key(day: str) -> bytes:
    key = f"AWS4{SECRET}".encode()
    for part in (day, REGION, "dynamodb", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return handle(event, ask)
