"""The transport, with everything that can go wrong between a function and AWS. Where botocore behaves the same, tests
run through both."""

import datetime
import json
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ChecksumError,
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    HTTPClientError,
    ReadTimeoutError,
    SSLError,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError

from connextlive.aws import clients, signing_secret, transport
from connextlive.table import orm
from connextlive.table.writes import is_passing, lost_race
from tests.support.builders import Clock, Json
from tests.support.interpreters import in_a_process

ITEM = {"Item": {"pk": {"S": "p"}, "sk": {"S": "s"}, "name": {"S": "Ünal 日本"}, "n": {"N": "7"}}}
GET = {"TableName": "connextlive", "Key": {"pk": {"S": "p"}, "sk": {"S": "s"}}}
PATIENCE, HURRY = 10.0, 0.7  # seconds that callers wait in these tests; in a hurry where nothing comes

type Step = Callable[[socket.socket, bytes], None]  # the connection, and the request's body


class Hangup(Exception):
    """The server closes the connection."""


def answers(body: Any, status: str = "200 OK", **headers: str) -> Step:
    """A response like DynamoDB's; headers are added, and an empty one removes a header."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    usual = {
        "Content-Type": "application/x-amz-json-1.0",
        "Content-Length": str(len(content)),
        "x-amzn-RequestId": "REQUEST1",
        "x-amz-crc32": str(zlib.crc32(content)),
    }
    given = usual | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    return lambda connection, _: connection.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + content)


def refuses(code: str, status: str = "400 Bad Request", message: str = "No.", **more: Any) -> Step:
    return answers({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": message, **more}, status)


def hangs_up(connection: socket.socket, _: bytes) -> None:
    raise Hangup


def resets(connection: socket.socket, _: bytes) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0]))
    raise Hangup


def stops_halfway(connection: socket.socket, _: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b'{"Item": {"pk":')
    raise Hangup


def then_hangs_up(step: Step) -> Step:
    def both(connection: socket.socket, body: bytes) -> None:
        step(connection, body)
        raise Hangup

    return both


def says_nothing(connection: socket.socket, _: bytes) -> None:
    connection.recv(1)  # until the caller gives up


def drips(connection: socket.socket, _: bytes) -> None:
    """A byte now and then, each well within the caller's timeout."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    with suppress(OSError):
        while True:
            connection.sendall(b" ")
            threading.Event().wait(0.1)


@dataclass
class Server:
    """Handles requests by the given steps; the last step applies to all further ones."""

    steps: list[Step] = field(default_factory=lambda: [answers(ITEM)])
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    connections: int = 0
    tls: ssl.SSLContext | None = None

    def start(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)  # which wakes the thread that waits for callers
        self.listener.close()

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.listener.getsockname()[1]}"

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _, body in self.requests]

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                connection, _ = self.listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError, Hangup):
            connection = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            with connection.makefile("rb") as reader:
                while reader.readline():
                    lines = iter(lambda: reader.readline().decode().strip(), "")
                    headers = {
                        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
                    }
                    body: bytes = reader.read(int(headers["content-length"]))
                    self.requests.append((headers, body))
                    step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
                    step(connection, body)
        connection.close()


@pytest.fixture
def patience(request: pytest.FixtureRequest) -> float:
    return HURRY if "slow" in request.node.name else PATIENCE


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, patience: float) -> Iterator[Server]:
    """A server that returns an item, and the environment that points to it, without backoff."""
    server = Server()
    server.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "the-token")
    monkeypatch.setattr(transport, "is_at_hand", lambda: True)
    monkeypatch.setattr(transport, "READ_WITHIN", patience)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    yield server
    server.stop()


@pytest.fixture(params=["transport", "botocore"])
def connection(
    request: pytest.FixtureRequest, server: Server, monkeypatch: pytest.MonkeyPatch, patience: float
) -> Iterator[Connection]:
    """PynamoDB's connection over the transport and over botocore."""
    made = Connection("eu-central-1", read_timeout_seconds=patience, connect_timeout_seconds=2, max_retry_attempts=3)
    monkeypatch.setattr(transport, "is_at_hand", lambda: request.param == "transport")
    orm.connect(made)
    yield made
    if request.param == "botocore":
        made.client.close()
    else:
        made.client._service._idle.clear()  # type: ignore[attr-defined]  # a client of our own


def calls(server: Server) -> int:
    return len(server.requests)


# ── Through both ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_what_was_sent(connection: Connection, server: Server) -> None:
    found = connection.dispatch("GetItem", dict(GET))
    assert found["Item"] == ITEM["Item"]
    assert server.bodies == [GET]


def test_a_connection_is_used_again(connection: Connection, server: Server) -> None:
    for _ in range(3):
        connection.dispatch("GetItem", dict(GET))
    assert (calls(server), server.connections) == (3, 1)


def test_a_request_is_signed_with_the_sessions_token(connection: Connection, server: Server) -> None:
    connection.dispatch("GetItem", dict(GET))
    ((headers, _),) = server.requests
    assert headers["x-amz-target"] == "DynamoDB_20120810.GetItem"
    assert headers["x-amz-security-token"] == "the-token"
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert "/eu-central-1/dynamodb/aws4_request" in headers["authorization"] or "us-east-1" in headers["authorization"]


PASSING = [
    refuses("ProvisionedThroughputExceededException"),
    refuses("ThrottlingException"),
    refuses("RequestLimitExceeded"),
    refuses("TransactionInProgressException"),
    refuses("InternalServerError", "500 Internal Server Error"),
    refuses("ServiceUnavailable", "503 Service Unavailable"),
    answers(b"<html>Bad gateway</html>", "502 Bad Gateway", Content_Type="text/html"),
    answers(b"", "504 Gateway Timeout"),
    hangs_up,
    resets,
    says_nothing,
    answers(ITEM, x_amz_crc32="1"),
]
NAMES = [
    "capacity",
    "throttling",
    "limit",
    "in-progress",
    "500",
    "503",
    "html",
    "504",
    "hangup",
    "reset",
    "slow",
    "crc",
]


@pytest.mark.parametrize("trouble", PASSING, ids=NAMES)
def test_what_passes_is_tried_again(connection: Connection, server: Server, trouble: Step) -> None:
    server.steps = [trouble, trouble, trouble, answers(ITEM)]
    assert connection.dispatch("GetItem", dict(GET))["Item"] == ITEM["Item"]
    assert calls(server) == 4


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (refuses("InternalServerError", "500 Internal Server Error"), "InternalServerError"),
        (answers(b"<html>Bad gateway</html>", "502 Bad Gateway", Content_Type="text/html"), "502"),
        (answers(b"", "504 Gateway Timeout"), "504"),
    ],
)
def test_what_does_not_pass_in_four_attempts_is_the_callers(
    connection: Connection, server: Server, trouble: Step, expected: str
) -> None:
    server.steps = [trouble]
    with pytest.raises(ClientError) as error:
        connection.dispatch("GetItem", dict(GET))
    assert error.value.response["Error"]["Code"] == expected
    assert calls(server) == 4


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [(hangs_up, ConnectionClosedError), (says_nothing, ReadTimeoutError), (resets, ConnectionClosedError)],
    ids=["hangup", "slow", "reset"],
)
def test_a_connection_that_fails_four_times_is_an_error_that_pynamodb_knows(
    connection: Connection, server: Server, trouble: Step, expected: type[BotoCoreError]
) -> None:
    server.steps = [trouble]
    with pytest.raises(expected):
        connection.dispatch("GetItem", dict(GET))
    assert calls(server) == 4


@pytest.mark.parametrize(
    "code",
    [
        "AccessDeniedException",
        "ConditionalCheckFailedException",
        "ExpiredTokenException",
        "IdempotentParameterMismatchException",
        "InvalidSignatureException",
        "ItemCollectionSizeLimitExceededException",
        "ResourceNotFoundException",
        "TransactionConflictException",
        "UnrecognizedClientException",
        "ValidationException",
    ],
)
def test_what_would_fail_again_is_not_tried_again(connection: Connection, server: Server, code: str) -> None:
    server.steps = [refuses(code, message="Signature expired: 20260101T000000Z is now earlier than …")]
    with pytest.raises(ClientError, match="Signature expired") as error:
        connection.dispatch("GetItem", dict(GET))
    assert error.value.response["Error"]["Code"] == code
    assert "REQUEST1" in str(error.value)
    assert calls(server) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"__type": "com.amazon.coral.service#AccessDeniedException", "Message": "No."},
        {"__type": "AccessDeniedException:http://internal.amazon.com/", "message": "No."},
    ],
)
def test_an_errors_name_is_found_however_it_is_written(connection: Connection, server: Server, said: Json) -> None:
    server.steps = [answers(said, "400 Bad Request")]
    with pytest.raises(ClientError) as error:
        connection.dispatch("GetItem", dict(GET))
    assert error.value.response["Error"] == {"Code": "AccessDeniedException", "Message": "No."}


def test_a_lost_race_is_one(connection: Connection, server: Server) -> None:
    server.steps = [refuses("ConditionalCheckFailedException", Item=ITEM["Item"])]
    with pytest.raises(ClientError) as error:
        connection.dispatch("PutItem", {"TableName": "connextlive"} | ITEM)
    assert lost_race(error.value)


def test_a_cancelled_transaction_says_why_item_by_item(connection: Connection, server: Server) -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Message": "No.", "Item": ITEM["Item"]}]
    server.steps = [refuses("TransactionCanceledException", CancellationReasons=reasons)]
    with pytest.raises(TransactWriteError) as error:
        connection.transact_write_items([], [], [{"TableName": "connextlive", **ITEM}], [])
    nothing, failed = error.value.cancellation_reasons
    assert nothing is None
    assert failed is not None
    assert (failed.code, failed.message, failed.raw_item) == ("ConditionalCheckFailed", "No.", ITEM["Item"])
    assert lost_race(error.value)
    assert calls(server) == 1


def canceled(*codes: str) -> Step:
    reasons = [{"Code": code} | ({"Message": "No."} if code != "None" else {}) for code in codes]
    return refuses("TransactionCanceledException", CancellationReasons=reasons)


def write_two(service: transport.Service) -> None:
    service.call("TransactWriteItems", {"TransactItems": [], "ClientRequestToken": "mine"})


@pytest.mark.parametrize(
    "trouble",
    [
        canceled("ThrottlingError", "None"),
        canceled("None", "ProvisionedThroughputExceeded"),
        canceled("ThrottlingError", "ProvisionedThroughputExceeded"),
    ],
)
def test_a_throttled_transaction_is_tried_again_under_its_token(
    server: Server, service: transport.Service, trouble: Step
) -> None:
    server.steps = [trouble] * 6 + [answers({})]
    write_two(service)
    assert [body["ClientRequestToken"] for body in server.bodies] == ["mine"] * 7


@pytest.mark.parametrize(
    ("codes", "has_lost"),
    [
        (("ConditionalCheckFailed", "ThrottlingError"), True),
        (("TransactionConflict", "ProvisionedThroughputExceeded"), True),
        (("ValidationError", "ThrottlingError"), False),
        (("ItemCollectionSizeLimitExceeded", "None"), False),
    ],
)
def test_a_transaction_with_anything_else_wrong_is_not_tried_again_as_it_is(
    connection: Connection, server: Server, codes: tuple[str, ...], has_lost: bool
) -> None:
    server.steps = [canceled(*codes)]
    with pytest.raises(TransactWriteError) as error:
        connection.transact_write_items([], [], [{"TableName": "connextlive", **ITEM}], [])
    assert (lost_race(error.value), is_passing(error.value), calls(server)) == (has_lost, has_lost, 1)


@pytest.mark.parametrize(
    "trouble",
    [refuses(code) for code in sorted(transport.THROTTLED_CODES)]
    + [canceled("ThrottlingError"), canceled("ProvisionedThroughputExceeded")],
)
def test_what_stays_throttled_is_the_callers_after_ten_attempts(
    server: Server, service: transport.Service, trouble: Step
) -> None:
    server.steps = [trouble]
    with pytest.raises(ClientError) as error:
        write_two(service)
    assert (calls(server), is_passing(error.value), lost_race(error.value)) == (10, True, False)


def test_a_call_that_stays_throttled_ends_by_its_deadline(
    server: Server, service: transport.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(1_800_000_000)
    monkeypatch.setattr(transport, "LONGEST", 4.5)
    monkeypatch.setattr("random.uniform", lambda low, high: high)
    monkeypatch.setattr("time.monotonic", clock.time)
    monkeypatch.setattr("time.sleep", clock.advance)
    server.steps = [refuses("ThrottlingException")]
    with pytest.raises(ClientError):
        write_two(service)
    # Pauses of 0.05, 0.1, 0.2, 0.4, 0.8, 1 and 1 s; with another one it would be over.
    assert (calls(server), round(clock.now - 1_800_000_000, 2)) == (8, 3.55)


def test_all_attempts_at_a_transaction_share_a_token_and_the_next_has_another(
    connection: Connection, server: Server
) -> None:
    server.steps = [hangs_up, answers(ITEM, x_amz_crc32="1"), answers({})]
    for _ in range(2):
        connection.transact_write_items([], [], [{"TableName": "connextlive", **ITEM}], [])
    tokens = [body["ClientRequestToken"] for body in server.bodies]
    assert tokens[0] == tokens[1] == tokens[2] != tokens[3]


def test_a_token_of_the_callers_is_kept(connection: Connection, server: Server) -> None:
    connection.transact_write_items([], [], [{"TableName": "connextlive", **ITEM}], [], client_request_token="mine")
    assert server.bodies[0]["ClientRequestToken"] == "mine"


def test_a_connection_that_was_closed_while_it_lay_idle_is_noticed_before_it_is_used(
    connection: Connection, server: Server
) -> None:
    server.steps = [then_hangs_up(answers(ITEM)), answers(ITEM)]
    connection.dispatch("GetItem", dict(GET))
    threading.Event().wait(0.05)
    connection.dispatch("GetItem", dict(GET))
    assert (calls(server), server.connections) == (2, 2)


def test_a_server_that_closes_each_connection_gets_new_ones(connection: Connection, server: Server) -> None:
    server.steps = [then_hangs_up(answers(ITEM, Connection="close"))]
    for _ in range(3):
        connection.dispatch("GetItem", dict(GET))
    assert (calls(server), server.connections) == (3, 3)


def test_a_body_in_chunks_is_put_together(connection: Connection, server: Server) -> None:
    content = json.dumps(ITEM).encode()
    chunks = b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in (content[:7], content[7:])) + b"0\r\n\r\n"
    step = answers(chunks, Content_Length="", Transfer_Encoding="chunked", x_amz_crc32=str(zlib.crc32(content)))
    server.steps = [step]
    for _ in range(2):
        assert connection.dispatch("GetItem", dict(GET))["Item"] == ITEM["Item"]
    assert server.connections == 1


def test_a_refused_connection_is_an_error_that_pynamodb_knows(connection: Connection, server: Server) -> None:
    server.stop()
    with pytest.raises(EndpointConnectionError):
        connection.dispatch("GetItem", dict(GET))


def test_threads_get_their_own_answers(connection: Connection, server: Server) -> None:
    server.steps = [lambda caller, body: answers({"Item": json.loads(body)["Key"]})(caller, body)]
    keys = [{"pk": {"S": "p"}, "sk": {"S": str(number)}} for number in range(64)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda key: connection.dispatch("GetItem", GET | {"Key": key}), keys))
    assert [answer["Item"] for answer in found] == keys


# ── Where it does better, or alone ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def service(server: Server) -> Iterator[transport.Service]:
    made = transport.Service("dynamodb")
    yield made
    made._idle.clear()


def test_half_an_answer_is_none(server: Server, service: transport.Service) -> None:
    server.steps = [stops_halfway, answers(ITEM)]
    assert service.call("GetItem", GET) == ITEM
    server.steps = [stops_halfway]
    with pytest.raises(ConnectionClosedError):
        service.call("GetItem", GET)


def test_an_errors_name_may_be_in_a_header_only(server: Server, service: transport.Service) -> None:
    where = {"x_amzn_errortype": "AccessDeniedException:http://internal.amazon.com/"}
    server.steps = [answers({"message": "No."}, "403 Forbidden", **where)]
    with pytest.raises(ClientError) as error:
        service.call("GetItem", GET)
    assert error.value.response["Error"] == {"Code": "AccessDeniedException", "Message": "No."}


@pytest.mark.parametrize(
    "trouble",
    [
        answers(b"<html>Sign in to the hotel's network</html>", Content_Type="text/html", x_amz_crc32=""),
        answers(b"[1, 2]", x_amz_crc32=""),
        lambda connection, _: connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
        lambda connection, _: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}"),
        lambda connection, _: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n{}"),
    ],
    ids=["html", "list", "ssh", "longer", "endless"],
)
def test_what_is_no_answer_of_aws_is_never_taken_for_one(
    server: Server, service: transport.Service, trouble: Step
) -> None:
    server.steps = [trouble, answers(ITEM)]
    assert service.call("GetItem", GET) == ITEM
    server.steps = [trouble]
    with pytest.raises(HTTPClientError):
        service.call("GetItem", GET)


def test_a_body_that_changed_on_its_way_is_an_error(server: Server, service: transport.Service) -> None:
    server.steps = [answers(ITEM, x_amz_crc32="1")]
    with pytest.raises(ChecksumError):
        service.call("GetItem", GET)


@pytest.mark.parametrize("trouble", [drips, says_nothing, refuses("ThrottlingException")])
def test_no_call_outlives_its_limit(
    server: Server, service: transport.Service, monkeypatch: pytest.MonkeyPatch, trouble: Step
) -> None:
    monkeypatch.setattr(transport, "LONGEST", 0.5)
    monkeypatch.setattr("time.sleep", threading.Event().wait)
    monkeypatch.setattr(transport, "FIRST_PAUSE", 0.4)
    server.steps = [trouble]
    begun = time.monotonic()
    with pytest.raises((BotoCoreError, ClientError)):
        service.call("GetItem", GET)
    assert time.monotonic() - begun < 5


def test_pauses_are_any_part_of_a_doubling_time(
    server: Server, service: transport.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    server.steps = [refuses("ThrottlingException")]
    for _ in range(40):
        with pytest.raises(ClientError):
            service.call("GetItem", GET)
    for number, longest in enumerate((0.05, 0.1, 0.2, 0.4, 0.8, 1, 1, 1, 1)):
        waited = pauses[number::9]
        assert 0 <= min(waited) < longest / 4
        assert longest * 3 / 4 < max(waited) <= longest


def test_threads_take_over_each_others_connections(server: Server, service: transport.Service) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: service.call("GetItem", GET), range(64)))
    assert server.connections <= 8


def test_after_one_connection_failed_the_idle_ones_are_not_tried(server: Server, service: transport.Service) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: service.call("GetItem", GET), range(16)))
    server.steps = [hangs_up, answers(ITEM)]
    service.call("GetItem", GET)
    assert len(service._idle) == 1


def test_secrets_are_read_through_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNING_SECRET_ARN", "arn:of-this-test")
    clients._service.cache_clear()
    server.steps = [answers({"SecretString": '{"current": "k1", "k1": "x"}'}, x_amz_crc32="")]
    assert signing_secret.signing_keys() == {"current": "k1", "k1": "x"}
    ((headers, body),) = server.requests
    assert headers["x-amz-target"] == "secretsmanager.GetSecretValue"
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert json.loads(body) == {"SecretId": "arn:of-this-test"}
    clients._service.cache_clear()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate of 127.0.0.1, with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(__import__("ipaddress").ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secured(server: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.tls.load_cert_chain(certificate)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    transport._tls.cache_clear()
    yield server
    transport._tls.cache_clear()


def test_a_certificate_of_the_bundle_is_trusted(
    secured: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    service = transport.Service("dynamodb")
    assert [service.call("GetItem", GET) for _ in range(2)] == [ITEM, ITEM]
    assert secured.connections == 1


def test_no_other_is_and_nothing_is_sent_to_its_owner(secured: Server) -> None:
    with pytest.raises(SSLError):
        transport.Service("dynamodb").call("GetItem", GET)
    assert (secured.requests, secured.connections) == ([], 1)


# ── Which of the two ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_SESSION_TOKEN": "c"}, True),
        ({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}, True),
        ({"AWS_ACCESS_KEY_ID": "a"}, False),
        ({"AWS_PROFILE": "work"}, False),
        ({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "HTTPS_PROXY": "http://proxy"}, False),
        (
            {
                "AWS_ACCESS_KEY_ID": "a",
                "AWS_SECRET_ACCESS_KEY": "b",
                "HTTPS_PROXY": "http://proxy",
                "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
            },
            True,
        ),
    ],
)
def test_it_is_used_with_credentials_in_the_environment_and_no_proxy(
    environment: dict[str, str], expected: bool
) -> None:
    script = "from connextlive.aws import transport; print(transport.is_at_hand())"
    assert in_a_process(script, environment) == str(expected)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "0"),
        ({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}, "1"),
        ({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}, "0"),
        ({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_CA_BUNDLE": "/nowhere"}, "0"),
    ],
    ids=["not used", "used", "without TLS", "without authorities"],
)
def test_authorities_are_read_before_the_first_calls_which_go_out_together(
    environment: dict[str, str], expected: str
) -> None:
    script = "from connextlive.aws import transport; print(transport._tls.cache_info().currsize)"
    assert in_a_process(script, environment) == expected


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"AWS_REGION": "eu-west-1"}, "https://dynamodb.eu-west-1.amazonaws.com"),
        ({"AWS_REGION": "cn-north-1"}, "https://dynamodb.cn-north-1.amazonaws.com.cn"),
        ({"AWS_ENDPOINT_URL": ""}, "https://dynamodb.us-east-1.amazonaws.com"),
        ({"AWS_ENDPOINT_URL": "http://a:1"}, "http://a:1"),
        ({"AWS_ENDPOINT_URL": "http://a:1", "AWS_ENDPOINT_URL_DYNAMODB": "http://b:2"}, "http://b:2"),
    ],
)
def test_the_address_is_the_regions_or_the_environments(environment: dict[str, str], expected: str) -> None:
    assert (
        in_a_process("from connextlive.aws import transport; print(transport._address('dynamodb'))", environment)
        == expected
    )


def test_models_are_imported_without_botocore_and_leave_it_whole() -> None:
    script = (
        "import sys; from connextlive.chat import conversation; "
        "brought = [name for name in sys.modules if name.startswith(('botocore.session', 'botocore.client'))]; "
        "import botocore.session, botocore.client; "
        "client = botocore.session.get_session().create_client('s3', 'eu-west-1'); "
        "print(brought, client.meta.service_model.service_name)"
    )
    assert in_a_process(script, {}) == "[] s3"


WHILE_OTHERS_ARE_LOADED = """
import sys
from connextlive.aws import transport
from connextlive.table import calls

class Meanwhile:
    def find_spec(self, name, *_):
        if name in ("pydantic_core._pydantic_core", "pynamodb.connection.base"):
            calls.connection()
            transport._parsed(transport.Response(200, {}, transport._encoded({})))
            print(name)

sys.meta_path.insert(0, Meanwhile())
import pydantic_core
from connextlive.table import orm
print(calls.connection() is orm.connection())
"""


def test_calls_are_made_while_another_thread_loads_what_they_would_use() -> None:
    told = in_a_process(WHILE_OTHERS_ARE_LOADED, {})
    assert told.split() == ["pydantic_core._pydantic_core", "pynamodb.connection.base", "True"]
