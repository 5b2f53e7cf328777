"""EventBridge Scheduler's clock. ministack stores schedules, but runs them in UTC only and does not replace
`<aws.scheduler.…>`. So schedules are run here, in their time zones, and ministack's own messages are dropped."""

import asyncio
import json
import uuid
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tzdata
from botocore.exceptions import BotoCoreError, ClientError

from local.console import say_with_time
from local.emulator.aws import Aws
from local.sources.background import Background
from local.sources.schedule import next_time
from local.sources.wake import Wake

# EventBridge has current zones, as the locked package does; the machine's own may be outdated.
zoneinfo.reset_tzpath([str(Path(tzdata.__file__).parent / "zoneinfo")])
_AT_MOST_EVERY = 5  # seconds
# For schedules created by another process.
_AT_LEAST_EVERY = 60
# ministack has no second page.
_ALL = 10_000
_FIRED_AT, _FIRING = "<aws.scheduler.scheduled-time>", "<aws.scheduler.execution-id>"

Schedule = dict[str, Any]


def is_unresolved(body: str) -> bool:
    """Whether a message was sent by ministack itself."""
    return _FIRED_AT in body


class SchedulerSource(Background):
    """Schedules that became due while the stack was down run once at the next start."""

    def __init__(self, aws: Aws, file: Path, wake: Wake) -> None:
        self._scheduler = aws.client("scheduler")
        self._sqs = aws.client("sqs")
        self._file = file
        self._wake = wake
        self._known: dict[str, tuple[datetime, Schedule]] = {}

    async def schedules(self) -> list[Schedule]:
        """All schedules, as they were created."""
        return await asyncio.to_thread(self._schedules)

    async def fire(self, schedule: Schedule, due: datetime) -> None:
        """Runs a schedule: the target receives the input."""
        at = due.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        body = schedule["Target"]["Input"].replace(_FIRED_AT, at).replace(_FIRING, str(uuid.uuid4()))
        say_with_time(f"schedule {schedule['Name']}, due {at}")
        await asyncio.to_thread(self._send, schedule["Target"]["Arn"], body)

    async def _run(self) -> None:
        looked = datetime.fromisoformat(json.loads(self._file.read_text())) if self._file.exists() else _now()
        while True:
            seen, pause = self._wake.count, float(_AT_LEAST_EVERY)
            try:
                now = _now()
                for schedule in await self.schedules():
                    if due := due_between(schedule, looked, now):
                        await self.fire(schedule, due)
                    if coming := _next_due(schedule, now):
                        pause = min(pause, (coming - now).total_seconds())
                looked = now
                self._file.write_text(json.dumps(looked.isoformat()))
            except (BotoCoreError, ClientError) as error:
                say_with_time(f"scheduler: {error}")
            await asyncio.sleep(min(pause, _AT_MOST_EVERY))
            await self._wake.wait(seen, pause - _AT_MOST_EVERY)

    def _schedules(self) -> list[Schedule]:
        """Reads the schedules that have changed."""
        listed = self._scheduler.list_schedules(MaxResults=_ALL)["Schedules"]
        found: dict[str, tuple[datetime, Schedule]] = {}
        for one in listed:
            changed, held = self._known.get(one["Arn"], (None, None))
            if held is None or changed != one["LastModificationDate"]:
                held = self._scheduler.get_schedule(Name=one["Name"], GroupName=one["GroupName"])
            found[one["Arn"]] = (one["LastModificationDate"], held)
        self._known = found
        return [schedule for _, schedule in found.values()]

    def _send(self, arn: str, body: str) -> None:
        url = self._sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        self._sqs.send_message(QueueUrl=url, MessageBody=body)


def due_between(schedule: Schedule, after: datetime, now: datetime) -> datetime | None:
    """The first time in an interval at which an enabled schedule is due, in its time zone. Schedules created or changed
    within the interval count from then on."""
    due = _next_due(schedule, after)
    return due if due and due <= now else None


def _next_due(schedule: Schedule, after: datetime) -> datetime | None:
    if schedule.get("State") == "DISABLED":
        return None
    zone = zoneinfo.ZoneInfo(schedule.get("ScheduleExpressionTimezone") or "UTC")
    since = max(after, schedule["LastModificationDate"])
    return next_time(schedule["ScheduleExpression"], since.astimezone(zone))


def _now() -> datetime:
    return datetime.now(UTC)
