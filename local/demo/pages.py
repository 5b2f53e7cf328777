"""What only the local stack has: access to the demo workspace, sent emails and answers to them, and schedules to run at
once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import getaddresses, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from local.demo import mail_answer, mail_page, seed
from local.emulator.inbox import Inbox
from local.emulator.mailbox import Mailbox
from local.gateway.http import Request, Response
from local.sources import Sources


class Pages:
    def __init__(
        self, mailbox: Mailbox, sources: Callable[[], Sources], inbox: Callable[[], Inbox], demo: Path
    ) -> None:
        self._mailbox = mailbox
        self._inbox = inbox
        self._demo = demo
        self._sources = sources

    async def answer(self, request: Request) -> Response | None:
        """None if the path is not one of these."""
        match request.method, request.path.strip("/").split("/"):
            case "GET", ["local", "demo"] if self._demo.exists():
                return _json(seed.access(self._demo))
            case "GET", ["local", "emails"]:
                return _json({"emails": await self._emails(request.query)})
            case "GET", ["local", "mail"]:
                page = mail_page.render(await self._mailbox.emails(), was_answered="answered" in request.query).encode()
                return Response(200, [("Content-Type", "text/html; charset=utf-8")], page)
            case "POST", ["local", "mail"]:
                return await self._answer_mail(request)
            case "POST", ["local", "mail", "received"]:
                return await self._receive_mail(request)
            case "GET", ["local", "schedules"]:
                return _json({"schedules": [_shown(one) for one in await self._sources().scheduler.schedules()]})
            case "POST", ["local", "schedules", name]:
                return await self._fire(name)
        return None

    async def _emails(self, query: str) -> list[dict[str, Any]]:
        """All, or those to the address that the query names (`to`)."""
        to, emails = dict(parse_qsl(query)).get("to"), await self._mailbox.emails()
        return [email for email in emails if to is None or to in email["to"]]

    async def _answer_mail(self, request: Request) -> Response:
        """Answers a mail by the page's form: `messageId` and `text`."""
        form = dict(parse_qsl(request.body.decode()))
        for email in await self._mailbox.emails():
            if email.get("messageId") == form.get("messageId") and email.get("replyTo") and form.get("text"):
                raw = mail_answer.written(email, form["text"])
                await self._inbox().receive(raw, email["to"][0], email["replyTo"], {})
                return Response(303, [("Location", "/local/mail?answered")], b"")
        return _json({"statusCode": 404, "statusMessage": "Mail not found", "data": None}, 404)

    async def _receive_mail(self, request: Request) -> Response:
        """Has SES receive a whole mail, which the body is. The query may say otherwise than its headers who sends it
        (`sender`, empty for nobody) and to whom (`to`), and what SES finds (`spam=FAIL`)."""
        mail, query = message_from_bytes(request.body), dict(parse_qsl(request.query, keep_blank_values=True))
        sender = query.pop("sender", parseaddr(mail.get("From", ""))[1])
        to = query.pop("to", None)
        recipients = [to] if to else [address for _, address in getaddresses(mail.get_all("To", []))]
        return _json({"received": await self._inbox().receive(request.body, sender, recipients, query)})

    async def _fire(self, name: str) -> Response:
        """Runs a schedule as if it were due now: of EventBridge Scheduler, or the template's of a function."""
        if source := self._sources().schedules.get(name):
            await source.fire(datetime.now(UTC))
            return _json({"fired": name})
        for schedule in await self._sources().scheduler.schedules():
            if schedule["Name"] == name:
                await self._sources().scheduler.fire(schedule, datetime.now(UTC))
                return _json({"fired": name})
        return _json({"statusCode": 404, "statusMessage": "Schedule not found", "data": None}, 404)


def _shown(schedule: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": schedule["Name"],
        "group": schedule["GroupName"],
        "expression": schedule["ScheduleExpression"],
        "timezone": schedule["ScheduleExpressionTimezone"],
        "state": schedule["State"],
    }


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(status, [("Content-Type", "application/json")], json.dumps(body, ensure_ascii=False).encode())
