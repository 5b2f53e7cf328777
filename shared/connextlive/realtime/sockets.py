"""Posts to WebSocket connections through API Gateway's management API: a signed request per frame and connection."""

import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from botocore.exceptions import BotoCoreError

from connextlive.aws import sigv4, transport
from connextlive.core.environment import environment
from connextlive.realtime import connection, presence
from connextlive.realtime.connection import Listener

AT_ONCE = 32
TIMEOUT = 2  # seconds; API Gateway accepts a frame without waiting for the client
ATTEMPTS = 3
GONE, OK = 410, 200


def deliver(frames: Mapping[Listener, Iterable[str]]) -> None:
    """Posts each connection its frames in order, to many connections at once. Closed connections are deleted, expired
    ones closed. A connection that cannot be reached is closed: its client reconnects and fetches what it missed."""
    if not frames:
        return
    with ThreadPoolExecutor(min(AT_ONCE, len(frames))) as pool:
        told = list(pool.map(_post_all, frames, frames.values()))
    gone = [listener for listener, arrived in zip(frames, told, strict=True) if not arrived]
    _forget(gone)


def close(listeners: Iterable[Listener]) -> None:
    """Closes connections and deletes their items."""
    ended = list(listeners)
    if not ended:
        return
    with ThreadPoolExecutor(min(AT_ONCE, len(ended))) as pool:
        list(pool.map(lambda listener: _request("DELETE", listener.id), ended))
    _forget(ended)


def _forget(gone: list[Listener]) -> None:
    connection.forget(gone)
    _tell_who_looks(gone)
    for tenant_id, person_id in {(listener.tenant_id, listener.person_id) for listener in gone}:
        presence.left(tenant_id, person_id)


def _tell_who_looks(gone: list[Listener]) -> None:
    """Those who looked at the same conversations, that they no longer do."""
    for tenant_id in {one.tenant_id for one in gone if one.viewing}:
        from connextlive.realtime import viewers  # which posts, too

        viewers.tell(tenant_id, [one.viewing for one in gone if one.tenant_id == tenant_id])


def _post_all(listener: Listener, frames: Iterable[str]) -> bool:
    if listener.has_expired:
        _request("DELETE", listener.id)
        return False
    for frame in frames:
        status = _request("POST", listener.id, frame.encode())
        if status == GONE and listener.is_opening:
            return True  # its client fetches all of this after the handshake
        if status != OK:
            if status != GONE:
                _request("DELETE", listener.id)
            return False
    return True


def _request(method: str, connection_id: str, body: bytes = b"") -> int:
    """The response's status; 0 if there is none."""
    status = 0
    for _ in range(ATTEMPTS):
        try:
            status = _management(environment.connections_url).send(method, connection_id, body)
        except BotoCoreError:  # refused, reset or timed out
            continue
        if status < 500 and status != 429:
            break
    return status


class _Management(transport.Host):
    """The management API of one stage."""

    def send(self, method: str, connection_id: str, body: bytes) -> int:
        # IDs contain equal signs. The signature is of the path, encoded once more.
        path = f"{self._url.path}/@connections/{sigv4.quote(connection_id, safe='')}"
        given = {"host": self._url.netloc, "content-type": "application/json"}
        signed = sigv4.headers("execute-api", method, sigv4.quote(path, safe="/~"), given, body)
        lines = "".join(f"{name}: {value}\r\n" for name, value in signed.items())
        head = f"{method} {path} HTTP/1.1\r\n{lines}content-length: {len(body)}\r\n\r\n"
        return self._exchange(head.encode() + body, time.monotonic() + TIMEOUT).status


_management = cache(_Management)
