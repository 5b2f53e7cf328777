"""What ministack has acknowledged and not saved: it saves its state only when it stops. ASGI middleware, in ministack's
process.

Each call that changed something is appended to a file before its answer goes out, and made again when ministack starts
the next time. So whoever kills it, and the stack with it, loses nothing that was acknowledged. The file begins anew
whenever the state has been saved: at a clean stop, after a deployment, and when it has grown to LONGEST.

Streams are not saved: what is made again is in them again, and consumers get it once more. Emails, and what consumers
published or put into queues, are therefore not made again.
"""

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from local.permissions.asgi import App, Message, Receive, Scope, Send, target

type Note = Callable[[Scope, bytes], None]

CHECKPOINT = "/_journal/checkpoint"  # saves the state, if something was deployed since the last time
LONGEST = 64 * 1024 * 1024  # bytes; as much is made again in about ten seconds
SYNCED_EVERY = 0.1  # seconds; a crash of the machine itself may lose as much
CHANGES = {
    b"DynamoDB_20120810.BatchWriteItem",
    b"DynamoDB_20120810.DeleteItem",
    b"DynamoDB_20120810.PutItem",
    b"DynamoDB_20120810.TransactWriteItems",
    b"DynamoDB_20120810.UpdateItem",
    b"secretsmanager.PutSecretValue",
    b"secretsmanager.UpdateSecretVersionStage",
}
DEPLOYMENTS = (b"Action=CreateStack", b"Action=UpdateStack", b"Action=DeleteStack", b"Action=ExecuteChangeSet")
FILES_AND_SCHEDULES = ("PUT", "POST", "DELETE")
NEITHER = ("/_", "/v2/email", "/v2/apis")


class Journal:
    """In front of an application whose state `save` saves."""

    def __init__(self, app: App, file: Path, save: Callable[[], None]) -> None:
        self._app, self._file, self._save = app, file, save
        self._is_deployed = False
        self._size = self._synced = 0  # bytes
        self._log = -1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._at_start_and_stop(send))
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == CHECKPOINT:
            if self._is_deployed:
                self._begin_anew()
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        elif (called := target(scope)) in CHANGES or (not called and _is_of_rest(scope)):
            await self._noted(scope, receive, send, self._append)
        elif not called and scope["method"] == "POST":
            await self._noted(scope, receive, send, self._note_deployment)
        else:
            await self._app(scope, receive, send)

    async def _noted(self, scope: Scope, receive: Receive, send: Send, note: Note) -> None:
        """Notes the call and its body when it has been made, and before anybody is told."""
        parts: list[bytes] = []

        async def reading() -> Message:
            message = await receive()
            parts.append(message.get("body", b""))
            return message

        async def answering(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 300:
                note(scope, b"".join(parts))
            await send(message)

        await self._app(scope, reading, answering)

    def _note_deployment(self, scope: Scope, body: bytes) -> None:
        self._is_deployed = self._is_deployed or any(action in body for action in DEPLOYMENTS)

    def _append(self, scope: Scope, body: bytes) -> None:
        """One write, so that it is there whole or not at all when the process is killed."""
        head = json.dumps(
            [
                scope["method"],
                scope["path"],
                scope.get("raw_path", b"").decode("latin-1"),
                scope.get("query_string", b"").decode("latin-1"),
                [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]],
                len(body),
            ]
        )
        entry = b"%s\n%s\n" % (head.encode(), body)
        os.write(self._log, entry)
        self._size += len(entry)
        if self._size > LONGEST:
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._save()
        os.ftruncate(self._log, 0)
        self._size, self._is_deployed = 0, False

    def _at_start_and_stop(self, send: Send) -> Send:
        async def told(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                self._size = await self._make_again()
                self._log = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                os.ftruncate(self._log, self._size)
                threading.Thread(target=self._sync, daemon=True).start()
            elif message["type"] == "lifespan.shutdown.complete":
                os.ftruncate(self._log, 0)  # the application has saved its state
            await send(message)

        return told

    def _sync(self) -> None:
        pause = threading.Event()
        while not pause.wait(SYNCED_EVERY):
            if self._size != self._synced:
                self._synced = self._size
                os.fdatasync(self._log)

    async def _make_again(self) -> int:
        """In their order. Two calls on one item may have been noted the other way round: what fails is tried again
        after the next. Returns where the last whole entry ends."""
        failed: list[tuple[Scope, bytes]] = []
        end = 0
        for scope, body, ends_at in _entries(self._file):
            end = ends_at
            if await self._made(scope, body):
                failed = [one for one in failed if not await self._made(*one)]
            else:
                failed = [*failed, (scope, body)][-10:]
        return end

    async def _made(self, scope: Scope, body: bytes) -> bool:
        status = 0

        async def reading() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def answered(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)

        await self._app(dict(scope), reading, answered)
        return 200 <= status < 300


def _is_of_rest(scope: Scope) -> bool:
    """Whether a call without a target may change a file or a schedule; those to the root are queries."""
    path = scope["path"]
    return scope["method"] in FILES_AND_SCHEDULES and len(path) > 1 and not path.startswith(NEITHER)


def _entries(file: Path) -> Iterator[tuple[Scope, bytes, int]]:
    """Each call, and where its entry ends."""
    if not file.exists():
        return
    with file.open("rb") as log:
        while line := log.readline():
            try:
                method, path, raw_path, query, headers, size = json.loads(line)
            except ValueError:
                return  # the machine stopped while it was written
            body = log.read(size + 1)[:-1]
            if len(body) < size:  # the same
                return
            yield (
                {
                    "type": "http",
                    "asgi": {"version": "3.0"},
                    "http_version": "1.1",
                    "scheme": "http",
                    "server": ("127.0.0.1", 0),
                    "client": ("127.0.0.1", 0),
                    "root_path": "",
                    "method": method,
                    "path": path,
                    "raw_path": raw_path.encode("latin-1"),
                    "query_string": query.encode("latin-1"),
                    "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
                },
                body,
                log.tell(),
            )
