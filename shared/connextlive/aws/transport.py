"""Calls to AWS without botocore, whose import takes a third of a cold start, and whose response parsing half of a
list's CPU.

Used if credentials are in the environment, as in Lambda; otherwise botocore finds them and makes the calls
(`clients.py`). Callers see no difference: they get botocore's exceptions, after as many attempts (more of what is
throttled), but no later than LONGEST.
"""

import json
import select
import socket
import ssl
import sys
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

import botocore
from botocore.exceptions import (
    BotoCoreError,
    ChecksumError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ReadTimeoutError,
    SSLError,
)

from connextlive.aws import sigv4
from connextlive.core.environment import environment

type Reader = Callable[[bytes], dict[str, Any]]

# Seconds. API Gateway gives up after 29, and a request makes several calls.
CONNECT_WITHIN, READ_WITHIN, LONGEST = 2.0, 5.0, 10.0
ATTEMPTS = 4
# Of what is throttled, as of DynamoDB's calls in AWS's SDKs: a partition that is over its limit takes more a second
# later. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
THROTTLED_ATTEMPTS = 10
# Backoff before the second attempt, at most; doubled for each further one, with full jitter.
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0

# Retryable errors, as in botocore's standard mode.
PASSING_STATUSES = {429, 500, 502, 503, 504}
THROTTLED_CODES = {
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "Throttling",
    "ThrottledException",
    "ThrottlingException",
    "TooManyRequestsException",
}
PASSING_CODES = THROTTLED_CODES | {
    "ReplicatedWriteConflictException",
    "RequestTimeout",
    "RequestTimeoutException",
    "TransactionInProgressException",
}
# Why an item's part of a transaction was throttled. No SDK tries these again: the error's own code is of the whole
# transaction. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
THROTTLED_REASONS = {"ProvisionedThroughputExceeded", "ThrottlingError"}


class Protocol(NamedTuple):
    """A JSON protocol: the prefix of operation names, and the version."""

    target: str
    version: str


PROTOCOLS = {
    "dynamodb": Protocol("DynamoDB_20120810", "1.0"),
    "events": Protocol("AWSEvents", "1.1"),
    "secretsmanager": Protocol("secretsmanager", "1.1"),
    "sqs": Protocol("AmazonSQS", "1.0"),
}


def is_at_hand() -> bool:
    """Whether calls can be made this way: with credentials from the environment and without a proxy."""
    is_local = environment.aws_endpoint_url.startswith("http:")
    return sigv4.of_environment() is not None and (is_local or not environment.has_proxy)


class Url(NamedTuple):
    """The parts of an address of AWS. `urllib.parse` imports all that there is of IP addresses."""

    text: str
    is_secure: bool
    netloc: str
    path: str

    @classmethod
    def of(cls, text: str) -> "Url":
        scheme, _, rest = text.partition("://")
        netloc, slash, path = rest.partition("/")
        return cls(text, scheme == "https", netloc, slash + path)

    @property
    def address(self) -> tuple[bytes, int]:
        """Host and port. Of a text, Python asks its codec for international names, whose tables take 2 ms to load."""
        name, colon, port = self.netloc.rpartition(":")
        if not colon or port.endswith("]"):  # an IPv6 address without a port
            name, port = self.netloc, "443" if self.is_secure else "80"
        return name.strip("[]").encode(), int(port)


class Host:
    """Where requests are sent. Connections are pooled across threads."""

    def __init__(self, url: str) -> None:
        self._url = Url.of(url)
        self._idle: list[_Connection] = []

    def _exchange(self, request: bytes, deadline: float) -> "Response":
        connection = self._kept() or self._connected(deadline)
        try:
            response = connection.exchange(request, deadline)
        except TimeoutError as error:
            raise ReadTimeoutError(endpoint_url=self._url.text, error=error) from error
        except OSError as error:
            self._idle.clear()  # what closed one connection, such as a frozen environment, has usually closed all
            raise ConnectionClosedError(endpoint_url=self._url.text, error=error) from error
        except ValueError as error:
            raise HTTPClientError(error=error) from error  # not an HTTP response
        if response.headers.get("connection", "").lower() == "close":
            connection.close()
        else:
            self._idle.append(connection)
        return response

    def _kept(self) -> "_Connection | None":
        while self._idle:
            with suppress(IndexError):  # another thread may have been faster
                if (connection := self._idle.pop()).is_open():
                    return connection
        return None

    def _connected(self, deadline: float) -> "_Connection":
        try:
            return _Connection(_opened(self._url, _left(CONNECT_WITHIN, deadline)))
        except TimeoutError as error:
            raise ConnectTimeoutError(endpoint_url=self._url.text, error=error) from error
        except ssl.SSLError as error:
            raise SSLError(endpoint_url=self._url.text, error=error) from error
        except OSError as error:
            raise EndpointConnectionError(endpoint_url=self._url.text, error=error) from error


class Service(Host):
    """A service with a JSON protocol."""

    def __init__(self, name: str) -> None:
        super().__init__(_address(name))
        self._name, self._protocol = name, PROTOCOLS[name]

    def call(self, operation: str, request: Mapping[str, Any], read: Reader | None = None) -> dict[str, Any]:
        """The operation's result, parsed from its JSON by `read`, which raises ValueError if it cannot. Raises
        botocore's `ClientError` and `BotoCoreError`."""
        body, deadline, attempt = _encoded(request), time.monotonic() + LONGEST, 1
        while True:
            try:
                return self._attempt(operation, body, deadline, read)
            except (ClientError, BotoCoreError) as error:
                pause = jitter(min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE))
                attempts = THROTTLED_ATTEMPTS if _is_throttled(error) else ATTEMPTS
                if not is_passing(error) or attempt >= attempts or time.monotonic() + pause > deadline:
                    if isinstance(error, ClientError):
                        error.response["ResponseMetadata"]["RetryAttempts"] = attempt - 1  # as botocore says it
                    raise
            time.sleep(pause)
            attempt += 1

    def _attempt(self, operation: str, body: bytes, deadline: float, read: Reader | None) -> dict[str, Any]:
        response = self._exchange(self._request(operation, body), deadline)
        _check(response)
        if response.status != 200:
            raise ClientError(_refusal(response), operation)  # type: ignore[arg-type]  # the stubs name every member
        return _parsed(response, read)

    def _request(self, operation: str, body: bytes) -> bytes:
        headers = {
            "content-type": f"application/x-amz-json-{self._protocol.version}",
            "host": self._url.netloc,
            "x-amz-target": f"{self._protocol.target}.{operation}",
        }
        signed = sigv4.headers(self._name, "POST", "/", headers, body)
        head = "".join(f"{name}: {value}\r\n" for name, value in signed.items())
        return f"POST / HTTP/1.1\r\n{head}content-length: {len(body)}\r\n\r\n".encode() + body


def jitter(longest: float) -> float:
    """A random pause of up to `longest` seconds, so that callers who failed together do not come back together."""
    import random  # a start does without it

    return random.uniform(0, longest)  # noqa: S311  # no secret


class Response(NamedTuple):
    """A complete response. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class _Connection:
    """An HTTP connection that handles one request at a time. Any failure closes it."""

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened

    def __del__(self) -> None:
        self.close()

    def is_open(self) -> bool:
        """Whether the peer has kept it open: between responses, the only thing that can be read is its end."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return not poll.poll(0)

    def close(self) -> None:
        self._socket.close()

    def exchange(self, request: bytes, deadline: float) -> Response:
        """Sends a request and returns the response. Raises OSError if the connection fails, ValueError if the response
        is not HTTP."""
        try:
            self._socket.settimeout(_left(READ_WITHIN, deadline))
            self._socket.sendall(request)
            return self._response(deadline)
        except BaseException:
            self.close()
            raise

    def _response(self, deadline: float) -> Response:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._received(deadline)
        head, _, body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        version, status, *_ = first.split(" ", 2)
        if not version.startswith("HTTP/1."):
            raise ValueError(f"{first[:40]!r} begins no HTTP response")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if int(status) == 204:
            return Response(204, headers, b"")
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return Response(int(status), headers, self._chunks(body, deadline))
        size = int(headers.get("content-length", "unknown"))
        parts, missing = [body], size - len(body)
        while missing > 0:
            parts.append(self._received(deadline))
            missing -= len(parts[-1])
        if missing < 0:
            raise ValueError("The response is longer than it says")
        return Response(int(status), headers, b"".join(parts))

    def _chunks(self, received: bytes, deadline: float) -> bytes:
        chunks: list[bytes] = []
        while True:
            while b"\r\n" not in received:
                received += self._received(deadline)
            line, _, received = received.partition(b"\r\n")
            size = int(line.partition(b";")[0], 16)
            while len(received) < size + 2:
                received += self._received(deadline)
            if size == 0:
                return b"".join(chunks)
            chunks.append(received[:size])
            received = received[size + 2 :]

    def _received(self, deadline: float) -> bytes:
        self._socket.settimeout(_left(READ_WITHIN, deadline))
        received = self._socket.recv(65536)
        if not received:
            raise ConnectionResetError("The connection ended before the response did")
        return received


def _opened(url: Url, timeout: float) -> socket.socket:
    opened = socket.create_connection(url.address, timeout)  # type: ignore[arg-type]  # the stubs know no bytes
    try:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _tls().wrap_socket(opened, server_hostname=url.address[0]) if url.is_secure else opened
    except BaseException:
        opened.close()
        raise


def _left(at_most: float, deadline: float) -> float:
    """A timeout that ends by the deadline; 0 would mean non-blocking."""
    return max(min(at_most, deadline - time.monotonic()), 0.001)


def _address(service: str) -> str:
    given = environment.endpoint_url(service)
    region = sigv4.region()
    return given or f"https://{service}.{region}.amazonaws.com" + (".cn" if region.startswith("cn-") else "")


@cache
def _tls() -> ssl.SSLContext:
    """Trusts botocore's certificate authorities, reduced to Amazon's in the layer. Made by the import, if it is needed,
    because a function's first calls go out together: each would make its own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    theirs = botocore.__file__.removesuffix("__init__.py") + "cacert.pem"
    context.load_verify_locations(environment.aws_ca_bundle or theirs)
    return context


def _check(response: Response) -> None:
    expected = response.headers.get("x-amz-crc32")
    if expected is not None and int(expected) != (actual := zlib.crc32(response.body)):
        raise ChecksumError(checksum_type="crc32", expected_checksum=expected, actual_checksum=str(actual))


def _encoded(request: Mapping[str, Any]) -> bytes:
    # pydantic's encoder takes a fifth of the time, if it has been imported anyway.
    if (to_json := _of_pydantic("to_json")) is not None:
        with suppress(ValueError):  # half of a surrogate pair, which only escapes can express
            encoded: bytes = to_json(request)
            return encoded
    return json.dumps(request).encode()


def _of_pydantic(name: str) -> Any:
    """A function of pydantic's core, if that is loaded. Another thread may be loading it."""
    return getattr(sys.modules.get("pydantic_core"), name, None)


def _parsed(response: Response, read: Reader | None = None) -> dict[str, Any]:
    # pydantic's parser takes three quarters of the time, if it has been imported anyway.
    read = read or _of_pydantic("from_json") or json.loads
    try:
        answer = read(response.body)
    except ValueError as error:
        raise HTTPClientError(error=error) from error
    if not isinstance(answer, dict):
        raise HTTPClientError(error=ValueError("The answer is no JSON object"))
    return answer


def _refusal(response: Response) -> dict[str, Any]:
    """An error as botocore's `ClientError` has it: DynamoDB's error code, or the status if something else responded,
    such as a proxy, with all that the service returns (`CancellationReasons`, `Item`)."""
    try:
        said = _parsed(response)
    except HTTPClientError:
        said = {"message": response.body[:1000].decode(errors="replace")}
    name = str(said.pop("__type", None) or response.headers.get("x-amzn-errortype") or response.status)
    message = said.pop("message", None) or said.pop("Message", None) or ""
    request_id = response.headers.get("x-amzn-requestid", "")
    return said | {
        "Error": {"Code": name.rpartition("#")[2].partition(":")[0], "Message": message},
        "ResponseMetadata": {
            "RequestId": request_id,
            "HTTPStatusCode": response.status,
            "HTTPHeaders": response.headers,
            "RetryAttempts": 0,
        },
    }


def is_passing(error: ClientError | BotoCoreError) -> bool:
    """Whether the same call may succeed a little later."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return status in PASSING_STATUSES or error.response["Error"]["Code"] in PASSING_CODES or _is_throttled(error)
    return not isinstance(error.__cause__, ssl.SSLCertVerificationError)  # something other than the service responded


def _is_throttled(error: ClientError | BotoCoreError) -> bool:
    """A transaction is throttled if nothing else is wrong with any of its items."""
    if not isinstance(error, ClientError):
        return False
    reasons = cancellation_reasons(error)
    return error.response["Error"]["Code"] in THROTTLED_CODES or (bool(reasons) and reasons <= THROTTLED_REASONS)


def cancellation_reasons(error: ClientError) -> set[str]:
    """What was wrong with items of a canceled transaction."""
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]  # the stubs name every member
    return {reason["Code"] for reason in reasons} - {"None"}


if is_at_hand() and not environment.aws_endpoint_url.startswith("http:"):
    with suppress(OSError):  # which the first call will raise
        _tls()
