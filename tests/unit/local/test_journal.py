"""What the local stack's journal has noted is made again, in the order that it was made in, and nothing else."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.emulator.journal import CHECKPOINT, Journal
from local.permissions.asgi import Message, Receive, Scope, Send

UPDATE = (b"x-amz-target", b"DynamoDB_20120810.UpdateItem")
READ = (b"x-amz-target", b"DynamoDB_20120810.GetItem")


class Emulator:
    """Keeps what it is sent; a call that begins with `after x` fails until x has been made."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.saved: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await send({"type": (await receive())["type"] + ".complete"})
            return
        text = (await receive())["body"].decode()
        needed = text.removeprefix("after ").partition(":")[0] if text.startswith("after ") else None
        is_met = needed is None or needed in self.made
        if is_met:
            self.made.append(text)
        await send({"type": "http.response.start", "status": 200 if is_met else 400})
        await send({"type": "http.response.body", "body": b""})

    def save(self) -> None:
        self.saved = list(self.made)


class Stack:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.starts()

    def starts(self) -> None:
        self.emulator = Emulator()
        self.journal = Journal(self.emulator, self.file, self.emulator.save)
        self._send({"type": "lifespan"}, {"type": "lifespan.startup"})

    def stops(self) -> None:
        self._send({"type": "lifespan"}, {"type": "lifespan.shutdown"})

    def call(self, text: str, header: tuple[bytes, bytes] | None = UPDATE, path: str = "/") -> None:
        headers = [header] if header else []
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
        self._send(scope, {"type": "http.request", "body": text.encode(), "more_body": False})

    def _send(self, scope: Scope, message: Message) -> None:
        async def receive() -> Message:
            return message

        async def send(message: Message) -> None:
            """Nobody listens."""

        asyncio.run(self.journal(scope, receive, send))


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return Stack(tmp_path / "journal")


def after_a_kill(stack: Stack) -> list[str]:
    stack.starts()
    return stack.emulator.made


def test_what_was_answered_is_made_again(stack: Stack) -> None:
    stack.call("one")
    stack.call("two\nwith a line")
    stack.call("a file", None, "/bucket/key")
    assert after_a_kill(stack) == ["one", "two\nwith a line", "a file"]


@pytest.mark.parametrize(
    "call",
    [
        lambda stack: stack.call("a read", READ),
        lambda stack: stack.call("after never: it failed"),
        lambda stack: stack.call("Action=DescribeStacks", None),
        lambda stack: stack.call("an email", None, "/v2/email/outbound-emails"),
    ],
    ids=["read", "failed", "query", "email"],
)
def test_what_changed_nothing_that_is_to_be_kept_is_not(stack: Stack, call: Callable[[Stack], Any]) -> None:
    call(stack)
    assert after_a_kill(stack) == []


def test_two_calls_that_were_noted_the_other_way_round_are_both_made(stack: Stack) -> None:
    stack.call("first")
    stack.emulator.made.append("second")
    stack.call("after second: third")
    stack.call("second")
    assert after_a_kill(stack) == ["first", "second", "after second: third"]


def test_an_entry_that_is_not_whole_is_left_out_and_does_no_harm_to_the_next(stack: Stack) -> None:
    stack.call("one")
    stack.call("two")
    stack.file.write_bytes(stack.file.read_bytes()[:-2])
    assert after_a_kill(stack) == ["one"]
    stack.call("three")
    assert after_a_kill(stack) == ["one", "three"]


def test_after_a_stop_and_after_a_deployment_it_begins_anew(stack: Stack) -> None:
    stack.call("one")
    stack.call("", None, CHECKPOINT)
    assert stack.emulator.saved == []  # nothing was deployed
    stack.call("Action=CreateStack", None)
    stack.call("", None, CHECKPOINT)
    assert stack.emulator.saved == ["one", "Action=CreateStack"]
    assert after_a_kill(stack) == []
    stack.call("two")
    stack.stops()
    assert after_a_kill(stack) == []


def test_it_is_bounded(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.emulator.journal.LONGEST", 1000)
    for number in range(20):
        stack.call(str(number))
    assert stack.emulator.saved
    assert stack.file.stat().st_size <= 1000
    assert [*stack.emulator.saved, *after_a_kill(stack)] == [str(number) for number in range(20)]
