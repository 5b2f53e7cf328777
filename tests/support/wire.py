"""Every request to AWS on its way to moto, whether botocore or our own transport sends it, and what can befall it.

`Wire` stands where both leave the process: before botocore's HTTP session, and in place of the transport's sockets. So
retries, backoff, deadlines and the reading of errors are the real ones.
"""

import copy
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from threading import RLock
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.retries.quota import RetryQuota
from moto.core.botocore_stubber import BotocoreStubber

from benchmarks.dynamodb.units import in_words, keys_written
from connextlive.aws import clients, transport
from connextlive.table import orm
from tests.support import fast_moto
from tests.support.builders import Clock, Json

WAYS = ("transport", "botocore")

type Raw = tuple[int, dict[str, str], bytes]

BY_TARGET = {protocol.target: name for name, protocol in transport.PROTOCOLS.items()}
READS = ("Get", "BatchGet", "Query", "List", "Describe", "Head")
HOSTS = {"email": "ses", "bedrock-runtime": "bedrock"}


class Killed(BaseException):
    """The process is killed: no `except` sees it."""


@dataclass(frozen=True)
class Call:
    service: str
    operation: str
    request: Any  # of a JSON protocol; otherwise the body's bytes

    @property
    def is_read(self) -> bool:
        return self.operation.startswith(READS)

    @property
    def key(self) -> str:
        """What it is about, without what differs each time."""
        if self.service == "dynamodb":
            return in_words(self.operation, self.request, keys_written(self.operation, self.request))
        return f"{self.service} {self.operation}"


# ── What can befall a call ───────────────────────────────────────────────────────────────────────────────────────────

type Make = Callable[[Any], Raw]  # makes the call, or one with another request
type Befall = Callable[["Wire", Call, Make], Raw]


@dataclass(frozen=True)
class Fault:
    name: str
    befall: Befall
    concerns: Callable[[Call], bool]
    lasts: str = ""  # nothing: once; `call`: whenever the same is called again; `service`: all calls of the service

    def __str__(self) -> str:
        return self.name


def _error(status: int, code: str, message: str = "as a test wants it", **said: Any) -> Befall:
    def befall(wire: "Wire", call: Call, make: Make) -> Raw:
        if call.service == "s3":
            text = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
            return status, {"content-type": "application/xml"}, text.encode()
        body = {"__type": f"com.amazonaws#{code}", "message": message} | said
        return (
            status,
            {"content-type": "application/x-amz-json-1.0", "x-amzn-errortype": code},
            json.dumps(body).encode(),
        )

    return befall


def _throttled(wire: "Wire", call: Call, make: Make) -> Raw:
    """As each service words it."""
    status, code = {
        "dynamodb": (400, "ProvisionedThroughputExceededException"),
        "s3": (503, "SlowDown"),
        "ses": (429, "TooManyRequestsException"),
        "sqs": (400, "RequestThrottled"),
        "execute-api": (429, "LimitExceededException"),
        "events": (400, "ThrottlingException"),
        "secretsmanager": (400, "ThrottlingException"),
    }.get(call.service, (429, "ThrottlingException"))
    return _error(status, code)(wire, call, make)


def _canceled(reason: str) -> Befall:
    def befall(wire: "Wire", call: Call, make: Make) -> Raw:
        reasons: list[Json] = [{"Code": "None"} for _ in call.request["TransactItems"]]
        reasons[-1] = {"Code": reason, "Message": "as a test wants it"}
        message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{reason}]"
        error = _error(400, "TransactionCanceledException", message, CancellationReasons=reasons)
        return error(wire, call, make)

    return befall


def _refused(wire: "Wire", call: Call, make: Make) -> Raw:
    raise EndpointConnectionError(endpoint_url=call.service)


def _late(wire: "Wire", call: Call, make: Make) -> Raw:
    wire.wait(transport.CONNECT_WITHIN)
    raise ConnectTimeoutError(endpoint_url=call.service)


def _unanswered(wire: "Wire", call: Call, make: Make) -> Raw:
    make(call.request)
    wire.wait()
    raise ReadTimeoutError(endpoint_url=call.service)


def _from_a_proxy(wire: "Wire", call: Call, make: Make) -> Raw:
    make(call.request)
    return 502, {"content-type": "text/html"}, b"<html>Bad Gateway</html>"


def _killed_before(wire: "Wire", call: Call, make: Make) -> Raw:
    raise Killed


def _killed_after(wire: "Wire", call: Call, make: Make) -> Raw:
    make(call.request)
    raise Killed


def _in_part(wire: "Wire", call: Call, make: Make) -> Raw:
    """A batch of which AWS has taken the first half."""
    request = call.request
    if call.operation == "PutEvents":
        entries = request["Entries"]
        half = len(entries) // 2
        if half:
            make(request | {"Entries": entries[:half]})
        said: list[Json] = [{"EventId": "1"} for _ in entries[:half]]
        said += [{"ErrorCode": "InternalFailure", "ErrorMessage": "as a test wants it"} for _ in entries[half:]]
        return answer_of({"FailedEntryCount": len(entries) - half, "Entries": said})
    ((table, asked),) = request["RequestItems"].items()
    parts = asked["Keys"] if call.operation == "BatchGetItem" else asked
    taken, left = parts[: len(parts) // 2], parts[len(parts) // 2 :]
    wrapped = {name: asked | {"Keys": some} if "Keys" in asked else some for name, some in (("a", taken), ("b", left))}
    answer: Json = {"Responses": {table: []}}
    if taken:
        answer = json.loads(make(request | {"RequestItems": {table: wrapped["a"]}})[2])
    unprocessed = "UnprocessedKeys" if call.operation == "BatchGetItem" else "UnprocessedItems"
    return answer_of(answer | {unprocessed: {table: wrapped["b"]}})


def answer_of(answer: Json) -> Raw:
    return 200, {"content-type": "application/x-amz-json-1.0"}, json.dumps(answer).encode()


def _any(call: Call) -> bool:
    return True


def _writes(call: Call) -> bool:
    return not call.is_read


def _transacts(call: Call) -> bool:
    return call.operation == "TransactWriteItems"


def _is_batch(call: Call) -> bool:
    return call.operation in ("BatchGetItem", "BatchWriteItem", "PutEvents")


FAULTS = (
    Fault("throttled once", _throttled, _any),
    Fault("throttled", _throttled, _any, lasts="call"),
    Fault("an internal error once", _error(500, "InternalServerError"), _any),
    Fault("internal errors", _error(500, "InternalServerError"), _any, lasts="call"),
    Fault("no connection once", _refused, _any),
    Fault("the service is gone", _refused, _any, lasts="service"),
    Fault("the service takes no connection in time", _late, _any, lasts="service"),
    Fault("the answer is lost once", _unanswered, _any),
    Fault("answers are lost", _unanswered, _any, lasts="call"),
    Fault("a proxy answers once it is done", _from_a_proxy, _writes),
    Fault("killed before", _killed_before, _writes),
    Fault("killed after", _killed_after, _writes),
    Fault("a conflict once", _canceled("TransactionConflict"), _transacts),
    Fault("conflicts", _canceled("TransactionConflict"), _transacts, lasts="call"),
    Fault("an item throttled once", _canceled("ThrottlingError"), _transacts),
    Fault("an item throttled", _canceled("ThrottlingError"), _transacts, lasts="call"),
    Fault("half of a batch once", _in_part, _is_batch),
    Fault("half of a batch", _in_part, _is_batch, lasts="call"),
)


# ── The wire ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Wire:
    clock: Clock
    play: dict[str, Callable[[Call], Raw]] = field(default_factory=dict)  # services that moto does not have
    before: Callable[[Call], None] = lambda call: None
    calls: list[Call] = field(default_factory=list)
    befell: int = 0  # how often
    _fault: Fault | None = None
    _at: tuple[str, int] = ("", 0)
    _seen: Counter[str] = field(default_factory=Counter)
    _committed: dict[str, Raw] = field(default_factory=dict)
    _service: str = ""
    _patience: float = 10.0
    _turn: Any = field(default_factory=RLock)  # moto's tables are not for several threads
    _way: str = WAYS[0]
    _clients: dict[tuple[int, str], Any] = field(default_factory=dict)  # of PynamoDB's connections

    def go_by(self, way: str) -> None:
        """From now on calls are made by our transport or by botocore."""
        for number, connection in enumerate(_connections()):
            self._clients[number, self._way] = connection._client
            connection._client = self._clients.get((number, way))
        self._way = way

    def expect(self, fault: Fault | None = None, key: str = "", number: int = 0) -> None:
        """From now on the fault befalls the call with that key which comes after `number` others with it."""
        self.calls, self.befell, self._seen = [], 0, Counter()
        self._fault, self._at, self._service = fault, (key, number), ""

    def wait(self, at_most: float = inf) -> None:
        if threading.current_thread() is threading.main_thread():  # others wait at the same time
            self.clock.advance(min(self._patience, at_most))

    def _carry(self, call: Call, patience: float, send: Callable[[Any], Raw]) -> Raw:
        with self._turn:
            self._patience = patience
            self.before(call)
            at, self._seen[call.key] = (call.key, self._seen[call.key]), self._seen[call.key] + 1
            self.calls.append(call)

            def make(request: Any) -> Raw:
                return self._made(Call(call.service, call.operation, request), send)

            if self._fault and self._is_befallen(self._fault, call, at):
                self.befell += 1
                return self._fault.befall(self, call, make)
            return make(call.request)

    def _is_befallen(self, fault: Fault, call: Call, at: tuple[str, int]) -> bool:
        if at == self._at:
            self._service = call.service
            return True
        if fault.lasts == "service":
            return call.service == self._service
        return bool(self._service) and fault.lasts == "call" and at[0] == self._at[0]

    def _made(self, call: Call, send: Callable[[Any], Raw]) -> Raw:
        if (play := self.play.get(call.service)) is not None:
            return play(call)
        # moto takes no notice of a transaction's token.
        token = call.request.get("ClientRequestToken") if call.operation == "TransactWriteItems" else None
        if token in self._committed:
            return self._committed[token]
        answer = self._straight(call) or send(call.request)
        if token and answer[0] == 200:
            self._committed[token] = answer
        return answer

    def _straight(self, call: Call) -> Raw | None:
        """What moto's DynamoDB answers, without all that lies between."""
        if call.service != "dynamodb":
            return None
        model = clients.client("dynamodb").meta.service_model.operation_model(call.operation)
        answer = fast_moto.answered(model, clients.region(), copy.deepcopy(call.request))
        return None if answer is None else answer_of(answer)

    @contextmanager
    def carrying(self) -> Iterator["Wire"]:
        """All that leaves the process."""
        moto = BotocoreStubber.process_request

        def from_botocore(stubber: BotocoreStubber, request: AWSPreparedRequest) -> Any:
            call = _call_of(request.method or "", request.url or "", dict(request.headers.items()), request.body)

            def send(body: Any) -> Raw:
                if body is not call.request:
                    request.body = json.dumps(body).encode()
                answer: Any = moto(stubber, request)
                assert answer is not None, request.url
                return answer[0], answer[1], answer[2].encode() if isinstance(answer[2], str) else answer[2]

            return self._carry(call, 5.0, send)

        def from_transport(host: transport.Host, request: bytes, deadline: float) -> transport.Response:
            head, _, body = request.partition(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")
            method, path, _ = first.split(" ")
            headers = {name: value for name, _, value in (line.partition(": ") for line in lines)}
            url = f"https://{headers['host']}{path}"
            call = _call_of(method, url, headers, body)

            def send(made: Any) -> Raw:
                told = HTTPHeaders()
                for name, value in headers.items():
                    told[name] = value
                content = body if made is call.request else json.dumps(made).encode()
                answer: Any = moto(BotocoreStubber(), AWSPreparedRequest(method, url, told, content, False))
                assert answer is not None, url
                return answer[0], answer[1], answer[2].encode() if isinstance(answer[2], str) else answer[2]

            left = max(deadline - self.clock.time(), 0.001)
            status, told, content = self._carry(call, min(transport.READ_WITHIN, left), send)
            return transport.Response(int(status), {name.lower(): str(value) for name, value in told.items()}, content)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(BotocoreStubber, "process_request", from_botocore)
            patch.setattr(transport.Host, "_exchange", from_transport)
            patch.setattr(transport, "is_at_hand", lambda: self._way == "transport")
            # botocore tries again less and less while more fails than is answered, as no function sees it.
            patch.setattr(RetryQuota, "acquire", lambda quota, amount: True)
            for connection in _connections():
                patch.setattr(connection, "_client", None)
            yield self


def _connections() -> list[Any]:
    """PynamoDB's, of whatever goes past entities and of those: one or two."""
    found = [orm.connection(), orm.Item._get_connection().connection]
    return list({id(one): one for one in found}.values())


def _call_of(method: str, url: str, headers: dict[str, Any], body: Any) -> Call:
    named = {name.lower(): value.decode() if isinstance(value, bytes) else value for name, value in headers.items()}
    if target := named.get("x-amz-target"):
        prefix, _, operation = target.partition(".")
        return Call(BY_TARGET.get(prefix, prefix), operation, json.loads(body))
    host, path = urlsplit(url).netloc, urlsplit(url).path
    if re.search(r"\bs3\b", host):
        query = urlsplit(url).query
        listed = {"GET": "ListObjectsV2" if "list-type" in query else "GetObject", "PUT": "PutObject"}
        return Call("s3", listed.get(method, "DeleteObjects" if "delete" in query else method), body)
    service = next(part for part in host.split(".") if part in (*HOSTS, "scheduler", "execute-api", "cloudformation"))
    return Call(HOSTS.get(service, service), f"{method} {_without_ids(path)}", body)


def _without_ids(path: str) -> str:
    return re.sub(r"(schedules|@connections|model)/[^/]+", r"\1/…", path)
