"""Posting to WebSocket connections by API Gateway's management API: one signed request for each connection and frame.

botocore's signer and sessions are used without a client of its own, whose start costs more than what is sent.
"""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError, NoCredentialsError
from botocore.httpsession import URLLib3Session

from connextlive.aws import region, session
from connextlive.models import connection, presence
from connextlive.models.connection import Listener

AT_ONCE = 32
TIMEOUT = 2  # seconds; API Gateway takes a frame without waiting for the client
ATTEMPTS = 2
GONE, OK = 410, 200


def deliver(letters: Mapping[Listener, Iterable[str]]) -> None:
    """Posts each connection its frames in order, many connections at once. One that is gone is forgotten. One that
    could not be told is closed: its client comes back and asks for what it missed."""
    if not letters:
        return
    with ThreadPoolExecutor(min(AT_ONCE, len(letters))) as pool:
        told = list(pool.map(_post_all, letters, letters.values()))
    gone = [listener for listener, arrived in zip(letters, told, strict=True) if not arrived]
    _forget(gone)


def close(listeners: Iterable[Listener]) -> None:
    """Ends connections, and forgets them."""
    ended = list(listeners)
    if not ended:
        return
    with ThreadPoolExecutor(min(AT_ONCE, len(ended))) as pool:
        list(pool.map(lambda listener: _request("DELETE", listener.id), ended))
    _forget(ended)


def _forget(gone: list[Listener]) -> None:
    connection.forget(gone)
    for tenant_id, person_id in {(listener.tenant_id, listener.person_id) for listener in gone}:
        presence.left(tenant_id, person_id)


def _post_all(listener: Listener, frames: Iterable[str]) -> bool:
    for frame in frames:
        status = _request("POST", listener.id, frame.encode())
        if status == GONE and listener.is_opening:
            return True  # what its client asks for once the handshake is over has all of this
        if status != OK:
            if status != GONE:
                _request("DELETE", listener.id)
            return False
    return True


def _request(method: str, connection_id: str, body: bytes = b"") -> int:
    """The answer's status; 0 where none came."""
    # Equal signs and slashes are part of ids.
    url = f"{os.environ['CONNECTIONS_URL']}/@connections/{quote(connection_id, safe='')}"
    status = 0
    for _ in range(ATTEMPTS):
        request = AWSRequest(method, url, {"Content-Type": "application/json"}, body)
        SigV4Auth(_credentials(), "execute-api", region()).add_auth(request)
        try:
            status = _http().send(request.prepare()).status_code
        except BotoCoreError:  # refused, reset, timed out
            continue
        if status < 500 and status != 429:
            break
    return status


def _credentials() -> Credentials:
    found = session().get_credentials()
    if found is None:
        raise NoCredentialsError
    return found


@cache
def _http() -> URLLib3Session:
    return URLLib3Session(timeout=TIMEOUT, max_pool_connections=AT_ONCE)
