"""Emails: noted as they are sent, told once, kept over a restart."""

import asyncio
import json
from pathlib import Path
from typing import Any, cast

from local.emulator.link import Link
from local.emulator.mailbox import Mailbox
from local.emulator.sent_mails import SentMails
from local.permissions.asgi import Message, Receive, Scope, Send, answer

REQUEST = {
    "FromEmailAddress": "Acme <chat@example.com>",
    "Destination": {"ToAddresses": ["jane@example.com"]},
    "ReplyToAddresses": ["answers@example.com"],
    "EmailTags": [{"Name": "kind", "Value": "answer"}],
    "Content": {
        "Simple": {
            "Subject": {"Data": "An answer"},
            "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
            "Body": {"Text": {"Data": "Hello"}, "Html": {"Data": "<p>Hello</p>"}},
        }
    },
}


class Ses:
    """Stands in for ministack behind what notes the mails, and for the gateway's link to it."""

    def __init__(self) -> None:
        self.app, self.status, self._sent = SentMails(self._accept), 200, 0

    async def _accept(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._sent += 1
        said = {"MessageId": f"m{self._sent}"} if self.status == 200 else {"message": "refused"}
        await answer(send, self.status, {}, json.dumps(said).encode())

    async def request(self, method: str, path: str, headers: str = "", body: bytes = b"") -> tuple[int, bytes]:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body}

        async def send(message: Message) -> None:
            sent.append(message)

        path, _, query = path.partition("?")
        scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": []}
        await self.app(scope, receive, send)
        return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)

    async def send_mail(self) -> None:
        await self.request("POST", "/v2/email/outbound-emails", body=json.dumps(REQUEST).encode())


def mailbox(ses: Ses, folder: Path) -> Mailbox:
    return Mailbox(cast(Link, ses), folder / "emails.jsonl")


def test_an_email_is_kept_as_it_was_sent(tmp_path: Path) -> None:
    async def emails() -> list[dict[str, Any]]:
        ses = Ses()
        await ses.send_mail()
        return await mailbox(ses, tmp_path).emails()

    (email,) = asyncio.run(emails())
    assert email.pop("sentAt").endswith("Z")
    assert email == {
        "from": "Acme <chat@example.com>",
        "to": ["jane@example.com"],
        "subject": "An answer",
        "text": "Hello",
        "html": "<p>Hello</p>",
        "messageId": "m1",
        "replyTo": ["answers@example.com"],
        "headers": {"Auto-Submitted": "auto-generated"},
        "tags": {"kind": "answer"},
    }


def test_an_email_arrives_once_and_one_that_is_refused_does_not(tmp_path: Path) -> None:
    async def arrivals() -> list[list[str]]:
        ses = Ses()
        box, arrived = mailbox(ses, tmp_path), []
        for status in (200, 400, 200):
            ses.status = status
            await ses.send_mail()
            ses.status = 200
            await asyncio.gather(box.keep(), box.keep())  # two that look at once
            arrived.append([email["messageId"] for email in await box.arrived()])
        return arrived

    assert asyncio.run(arrivals()) == [["m1"], [], ["m3"]]


def test_emails_of_an_earlier_run_are_listed_before_this_ones_and_do_not_arrive_again(tmp_path: Path) -> None:
    async def after_a_restart() -> tuple[int, int]:
        for _ in range(2):
            ses = Ses()
            await ses.send_mail()
            box = mailbox(ses, tmp_path)
            await box.keep()
        return len(await box.emails()), len(await box.arrived())

    assert asyncio.run(after_a_restart()) == (2, 1)
