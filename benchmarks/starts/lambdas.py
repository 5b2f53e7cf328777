"""Runs a handler under AWS's runtime client, as Lambda does, and measures it from outside."""

import json
import random
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.starts.build import Built
from benchmarks.starts.spawners import Spawner

DEEPEST = 60  # frames beneath the runtime client
WIDEST = 4096  # bytes of environment, which move the stack


@dataclass(frozen=True)
class Answer:
    """A handler's response, and when it came."""

    body: Any
    at: float


class RuntimeApi:
    """Lambda's runtime API for one process: provides events one by one, and receives responses."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.waiting: socket.socket | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    def wait_until_idle(self) -> None:
        """Returns when the process asks for its next event."""
        while self.waiting is None:
            self._turn()

    def invoke(self, event: bytes, number: int) -> Answer:
        """Hands out one event and waits for its answer."""
        self.wait_until_idle()
        assert self.waiting is not None
        waiting, self.waiting = self.waiting, None
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(event)}\r\n"
            f"Lambda-Runtime-Aws-Request-Id: {number:036d}\r\nLambda-Runtime-Deadline-Ms: 4102444800000\r\n"
            "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:000000000000:function:measured\r\n\r\n"
        )
        waiting.sendall(head.encode() + event)
        while True:
            answer = self._turn()
            if answer is not None:
                return answer

    def _turn(self) -> Answer | None:
        """Serves what arrived; an answer, if one did."""
        found = None
        ready = self.selector.select(timeout=30)
        if not ready:
            raise TimeoutError("The process neither answers nor asks for an event")
        for key, _ in ready:
            if key.fileobj is self.listener:
                connection, _ = self.listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.selector.register(connection, selectors.EVENT_READ)
            else:
                assert isinstance(key.fileobj, socket.socket)
                found = self._request(key.fileobj) or found
        return found

    def _request(self, connection: socket.socket) -> Answer | None:
        data = connection.recv(65536)
        if not data:
            self.selector.unregister(connection)
            connection.close()
            return None
        head, _, body = data.partition(b"\r\n\r\n")
        line = head.split(b"\r\n", 1)[0].decode()
        if line.endswith("/invocation/next HTTP/1.1"):
            self.waiting = connection
            return None
        body = _whole(connection, head, body)
        at = time.perf_counter()
        connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        if "/init/error" in line:
            raise RuntimeError(body.decode())
        return Answer(json.loads(body or b"null"), at)

    def close(self) -> None:
        for key in list(self.selector.get_map().values()):
            assert isinstance(key.fileobj, socket.socket)
            key.fileobj.close()
        self.selector.close()


def _whole(connection: socket.socket, head: bytes, body: bytes) -> bytes:
    """The rest of a request's body, of which some is there already."""
    headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    if b"100-continue" in headers.get(b"expect", b""):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    if b"chunked" in headers.get(b"transfer-encoding", b""):
        while not body.endswith(b"0\r\n\r\n"):
            body += connection.recv(65536)
        return b"".join(_chunks(body))
    while len(body) < int(headers.get(b"content-length", 0)):
        body += connection.recv(65536)
    return body


def _chunks(body: bytes) -> Iterator[bytes]:
    while body:
        size, _, body = body.partition(b"\r\n")
        yield body[: int(size, 16)]
        body = body[int(size, 16) + 2 :]


@dataclass(frozen=True)
class Target:
    """One handler: its name, where it lies, on which layers, and its events; the first one starts it."""

    name: str
    layers: tuple[Path, ...]
    events: tuple[bytes, ...]

    @property
    def folder(self) -> str:
        return self.name.partition(" ")[0]


class Process:
    """A running handler. CPU time and memory are the kernel's figures of it, so that measuring costs it nothing."""

    def __init__(self, api: RuntimeApi, pid: int, started: float) -> None:
        self.api, self.pid, self.started = api, pid, started
        self.number = 0

    def invoke(self, event: bytes) -> Answer:
        self.number += 1
        return self.api.invoke(event, self.number)

    def cpu(self) -> float:
        """Seconds that all its threads computed so far; the formula is the kernel's for a process's CPU clock."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def peak_memory(self) -> int:
        """Bytes. Not ru_maxrss, in which a child inherits what its parent held when it was started."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@contextmanager
def running(
    target: Target, built: Built, endpoint: str, chance: random.Random, spawner: Spawner, *, is_tuned: bool = False
) -> Iterator[Process]:
    """Starts a process for the handler, and ends it; a tuned one with our certificate authorities and collector
    settings."""
    api = RuntimeApi()
    environment = _environment(target, built, endpoint, api.address) | {"PAD": "x" * chance.randrange(WIDEST)}
    if is_tuned:
        environment |= {"TUNED": "1", "AWS_CA_BUNDLE": str(built.roots)}
    command = [str(built.start), str(chance.randrange(DEEPEST))]
    pid, started = spawner.spawn(command, environment)
    try:
        yield Process(api, pid, started)
    finally:
        spawner.kill(pid)
        api.close()


def _environment(target: Target, built: Built, endpoint: str, api: str) -> dict[str, str]:
    """Lambda's variables, the template's, and where the stub is."""
    task = built.tasks / target.folder
    return {
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_SESSION_TOKEN": "example" * 50,
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_LAMBDA_FUNCTION_NAME": target.folder,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_LEVEL": "INFO",
        "AWS_LAMBDA_RUNTIME_API": api,
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_ENDPOINT_URL": endpoint,
        "LAMBDA_TASK_ROOT": str(task),
        "LANG": "en_US.UTF-8",
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONTZPATH": "/opt/python/tzdata/zoneinfo",
        "PYTHONPATH": ":".join(map(str, (task, *target.layers))),
        "ROOTS": str(built.roots),
        "SSL_CERT_FILE": str(built.roots),
        "TABLE_NAME": "connextlive",
        "BUCKET_NAME": "bucket",
        "BUS_NAME": "connextlive",
        "SIGNING_SECRET_ARN": "signing-secret",
        "SIGNING_KEY": "not-a-secret-" * 4,  # ours fetches it once
        "APP_URL": "https://app.example.com",
        "MAIL_FROM": "no-reply@example.com",
        "MAIL_CONFIGURATION": "connextlive",
        "EMAIL_QUEUE_URL": f"{endpoint}/emails",
        "CONVERSATION_DELETION_QUEUE_URL": f"{endpoint}/conversations",
        "VISITOR_DELETION_QUEUE_URL": f"{endpoint}/visitors",
        "EXPORT_QUEUE_URL": f"{endpoint}/exports",
        "WEBHOOK_QUEUE_URL": f"{endpoint}/webhooks",
        "CONNECTIONS_URL": endpoint,
        "SCHEDULE_GROUP": "connextlive",
        "SCHEDULE_QUEUE_ARN": "arn:aws:sqs:eu-central-1:000000000000:schedules",
        "SCHEDULE_ROLE_ARN": "arn:aws:iam::000000000000:role/schedules",
        "DEAD_LETTER_QUEUE_ARN": "arn:aws:sqs:eu-central-1:000000000000:dead",
        "LIST_SHARDS": "1",
        "ALLOWED_ORIGIN": "*",
        "REGISTRATION": "open",
        "NEW_TENANT_PLAN": "PRO",
        "LOGIN_FAILURES_PER_EMAIL": "10",
        "LOGIN_FAILURES_PER_ADDRESS": "100",
    }
