"""EventBridge schedules: rate(…) and the plain forms of cron(…), in UTC."""

import asyncio
import contextlib
import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from local.cloudformation.template import EventSource
from local.config import ACCOUNT, REGION
from local.console import say_with_time
from local.runtime.functions import FunctionError, Functions
from local.sources.background import Background

_UNITS = {"minute": 60, "hour": 3600, "day": 86400}
_NAMES = {
    name: str(number)
    for names in (
        "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC",
        "SUN MON TUE WED THU FRI SAT",
    )
    for number, name in enumerate(names.split(), start=1)
}


class ScheduleSource(Background):
    def __init__(self, functions: Functions, function: str, event: EventSource) -> None:
        properties = event.properties
        self._functions = functions
        self._function = function
        self._name = event.name
        self._input = properties.get("Input")
        self._expression = str(properties.get("Schedule") or properties.get("ScheduleExpression"))
        self._is_enabled = properties.get("Enabled", True) and properties.get("State") != "DISABLED"

    def start(self) -> None:
        if self._is_enabled:
            super().start()

    async def _run(self) -> None:
        due = datetime.now(UTC)
        while True:
            try:
                due = next_time(self._expression, due)
            except ValueError as error:
                say_with_time(f"{self._function}: {error}: it does not run here")
                return
            await asyncio.sleep((due - datetime.now(UTC)).total_seconds())
            with contextlib.suppress(FunctionError):
                await self.fire(due)

    async def fire(self, due: datetime) -> None:
        """Raises FunctionError."""
        await self._functions.invoke(self._function, self._event(due))

    def _event(self, due: datetime) -> Any:
        if self._input:
            return json.loads(self._input)
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": ACCOUNT,
            "time": due.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": REGION,
            "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{self._function}{self._name}"],
            "detail": {},
        }


def next_time(expression: str, after: datetime) -> datetime:
    """When the schedule is due next. Raises ValueError for unsupported expressions."""
    if rate := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression):
        return after + timedelta(seconds=int(rate[1]) * _UNITS[rate[2]])
    if not (cron := re.fullmatch(r"cron\((.+)\)", expression)) or len(cron[1].split()) != 6:
        raise ValueError(f"unknown schedule {expression}")
    minutes, hours, days, months, weekdays, years = (
        _values(part, low, high)
        for part, (low, high) in zip(
            cron[1].split(), ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199)), strict=True
        )
    )
    moment = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
    # Day by day, then minute by minute: fast enough for a year.
    for _ in range(5 * 366):
        # AWS's weekdays start with Sunday as 1.
        weekday = moment.isoweekday() % 7 + 1
        if moment.day in days and moment.month in months and weekday in weekdays and moment.year in years:
            day = moment.day
            while moment.day == day:
                if moment.minute in minutes and moment.hour in hours:
                    return moment
                moment += timedelta(minutes=1)
        else:
            moment = moment.replace(hour=0, minute=0) + timedelta(days=1)
    raise ValueError(f"{expression} is never due")


def _values(part: str, low: int, high: int) -> set[int]:
    values: set[int] = set()
    for item in part.upper().split(","):
        span, _, step = item.partition("/")
        first, _, last = span.partition("-")
        if first in ("*", "?"):
            start, end = low, high
        else:
            start = int(_NAMES.get(first, first))
            end = int(_NAMES.get(last, last)) if last else high if step else start
        values.update(range(start, end + 1, int(step or 1)))
    return values
