"""HTTP requests to URLs that others provide (webhooks, push services, identity providers), to public addresses only.

Otherwise these requests could reach what only we can reach: AWS's metadata service, internal services. The name is
resolved once, every address is checked, and the connection is made to a checked address, so that the name cannot
resolve differently a moment later (DNS rebinding). Redirects are not followed.
"""

import ipaddress
import re
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from connextlive.core import urls
from connextlive.core.environment import environment
from connextlive.core.sentence import Sentence
from connextlive.core.urls import Url

LONGEST_URL = 2_048
PORTS = (443, 8443)
DEADLINE = 10.0  # seconds for a whole request, from the look-up of the name, however slowly data arrives
CONNECT_WITHIN = 4.0
MOST_READ = 1_024  # bytes of a response body
_ALLOWED_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home", ".corp", ".arpa", ".onion", ".test")
# Not global, in addition to what `ipaddress` knows: embedded IPv4 addresses, documentation, anycast relays.
_SPECIAL = [
    ipaddress.ip_network(network)
    for network in ("192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
_GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")


class Unreachable(Exception):
    """Why there was no response, in words for whoever provided the URL."""


@dataclass(frozen=True, slots=True)
class Response:
    """A response: its status and the beginning of its body."""

    status: int
    beginning: str

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def allows_private() -> bool:
    """Whether this is a development stack, whose receivers are on the same machine and use plain HTTP."""
    return environment.private_destinations == "allowed"


def checked(url: str) -> str:
    """The URL, if requests may be sent to it; ValueError says why not. Its addresses are checked for every request."""
    if len(url) > LONGEST_URL:
        raise ValueError(Sentence("Must have at most {max_length} characters", max_length=LONGEST_URL))
    if not _ALLOWED_CHARACTERS.fullmatch(url):
        raise ValueError(
            Sentence("Must be a URL: letters of other scripts and spaces percent-encoded, host names in punycode")
        )
    if url.partition("://")[0].lower() not in (urls.WEB if allows_private() else ("https",)):
        raise ValueError(Sentence("Must begin with https://"))
    parts = urls.parse(url)
    if not allows_private():
        if not _HOST.fullmatch(parts.host) or f".{parts.host}".endswith(_LOCAL_NAMES):
            raise ValueError(Sentence("Must name a public host"))
        if parts.port not in PORTS:
            raise ValueError(Sentence("The port must be one of {ports}", ports=", ".join(map(str, PORTS))))
    return url


def is_public(address: str) -> bool:
    """Whether an IP address is a public host's: not private, loopback, link-local (where metadata services are),
    multicast, reserved, or an embedded IPv4 address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if ip.version == 6 and ip not in _GLOBAL_IPV6:
        return False
    is_special = any(network.version == ip.version and ip in network for network in _SPECIAL)
    return ip.is_global and not (is_special or ip.is_multicast or ip.is_reserved)


def resolve(host: str, port: int, within: float = DEADLINE) -> list[str]:
    """The addresses of a name, IPv4 first; Unreachable if any of them is not public, or after so many seconds."""
    found = _looked_up(host, port, within)
    addresses = [str(address[0]) for *_, address in sorted(found, key=lambda one: one[0])]
    if not allows_private() and not all(map(is_public, addresses)):
        raise Unreachable("The host name leads to an address that is not public")
    return list(dict.fromkeys(addresses))


def _looked_up(host: str, port: int, within: float) -> list[Any]:
    """What the resolver finds. It takes no time limit, so it is left behind in a thread when its time is over."""
    outcome: list[Any] = []

    def look_up() -> None:
        try:
            outcome.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            outcome.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(within)
    if not outcome:
        raise Unreachable("The host name could not be resolved in time")
    if isinstance(outcome[0], Exception):
        raise Unreachable("The host name could not be resolved") from outcome[0]
    return list(outcome[0])


def post(
    url: str, body: bytes, headers: dict[str, str], deadline: float = DEADLINE, most_read: int = MOST_READ
) -> Response:
    """Sends a POST request and returns the response, whatever its status; Unreachable if there is none in time."""
    return _exchange("POST", url, body, headers, deadline, most_read)


def get(url: str, headers: dict[str, str], deadline: float = DEADLINE, most_read: int = MOST_READ) -> Response:
    """The same by GET."""
    return _exchange("GET", url, None, headers, deadline, most_read)


def _exchange(
    method: str, url: str, body: bytes | None, headers: dict[str, str], deadline: float, most_read: int
) -> Response:
    try:
        parts = urls.parse(checked(url))
    except ValueError as error:
        raise Unreachable(str(error)) from error
    ends_at = time.monotonic() + deadline
    addresses = resolve(parts.host.strip("[]"), parts.port, deadline)
    connection = _Connection(parts, addresses, ends_at)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    watch = threading.Timer(ends_at - time.monotonic(), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        if time.monotonic() >= ends_at:  # a response truncated within its headers looks complete
            raise TimeoutError
        return _response(answer, most_read)
    except (OSError, HTTPException) as error:
        raise Unreachable(_words(error, time.monotonic() >= ends_at)) from error
    finally:
        watch.cancel()
        connection.close()


def _response(answer: HTTPResponse, most_read: int) -> Response:
    beginning = b""
    with suppress(OSError, HTTPException):  # the status is what matters
        beginning = answer.read(most_read)
    return Response(answer.status, beginning.decode("utf-8", "replace"))


def _words(error: Exception, is_late: bool) -> str:
    if is_late or isinstance(error, TimeoutError):
        return "No answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate is not valid: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return "No TLS connection could be made"
    if isinstance(error, ConnectionRefusedError):
        return "The connection was refused"
    return "The connection broke before an answer came"


class _Answer(HTTPResponse):
    """The final response. Others may come before it, such as 103 (RFC 9110, 15.2); Python passes over 100 alone."""

    def begin(self) -> None:
        super().begin()
        while self.status in range(102, 200):
            self.headers = None  # type: ignore[assignment]  # as before it has begun
            super().begin()


class _Connection(HTTPConnection):
    """A connection to the first given address that accepts it, under the URL's own name."""

    response_class = _Answer

    def __init__(self, parts: Url, addresses: list[str], ends_at: float) -> None:
        super().__init__(parts.host.strip("[]"), parts.port)
        self._is_tls = parts.scheme == "https"
        self.default_port = 443 if self._is_tls else 80  # omitted from the Host header
        self._addresses = addresses
        self._ends_at = ends_at
        self._open: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self._open = self._connected()
        self.sock.settimeout(max(0.1, self._ends_at - time.monotonic()))
        if self._is_tls:
            wrapped = _tls().wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = self._open = wrapped
            wrapped.do_handshake()

    def _connected(self) -> socket.socket:
        for address in self._addresses[:-1]:
            with suppress(OSError):
                return self._connected_to(address, CONNECT_WITHIN / len(self._addresses))
        return self._connected_to(self._addresses[-1], CONNECT_WITHIN)

    def _connected_to(self, address: str, within: float) -> socket.socket:
        left = max(0.1, self._ends_at - time.monotonic())
        return socket.create_connection((address, self.port), min(within, left))

    def cut(self) -> None:
        """Aborts the request from another thread: a receiver that sends a byte a second never times out by itself."""
        if self._open is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._open, socket.SHUT_RDWR)  # not TLS's close, which would wait for the peer


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
