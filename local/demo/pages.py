"""What only the local stack has: access to the demo workspace, sent emails, and schedules to run at once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.demo import mail_page, seed
from local.emulator.mailbox import Mailbox
from local.gateway.http import Request, Response
from local.sources import Sources


class Pages:
    def __init__(self, mailbox: Mailbox, sources: Callable[[], Sources], demo: Path) -> None:
        self._mailbox = mailbox
        self._demo = demo
        self._sources = sources

    async def answer(self, request: Request) -> Response | None:
        """None if the path is not one of these."""
        match request.method, request.path.strip("/").split("/"):
            case "GET", ["local", "demo"] if self._demo.exists():
                return _json(seed.access(self._demo))
            case "GET", ["local", "emails"]:
                return _json({"emails": await self._mailbox.emails()})
            case "GET", ["local", "mail"]:
                page = mail_page.render(await self._mailbox.emails()).encode()
                return Response(200, [("Content-Type", "text/html; charset=utf-8")], page)
            case "GET", ["local", "schedules"]:
                return _json({"schedules": [_shown(one) for one in await self._sources().scheduler.schedules()]})
            case "POST", ["local", "schedules", name]:
                return await self._fire(name)
        return None

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
