"""EventBridge Scheduler's clock. ministack keeps the schedules that functions make, but fires by UTC alone and sends
`<aws.scheduler.…>` as it stands. So the times of a zone are watched here, and what ministack fired is dropped."""

import asyncio
import contextlib
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
from local.sources.schedule import next_time
from local.sources.wake import Wake

# EventBridge's zones are of today, as the locked package's are; the machine's own may be of some other year.
zoneinfo.reset_tzpath([str(Path(tzdata.__file__).parent / "zoneinfo")])
_AT_MOST_EVERY = 5  # seconds
# For schedules that another process makes.
_AT_LEAST_EVERY = 60
# ministack gives no second page.
_ALL = 10_000
_FIRED_AT, _FIRING = "<aws.scheduler.scheduled-time>", "<aws.scheduler.execution-id>"

Schedule = dict[str, Any]


def is_unresolved(body: str) -> bool:
    """Whether a message is one that ministack itself fired."""
    return _FIRED_AT in body


class SchedulerSource:
    """What was due while the stack was down is fired at its next start, once."""

    def __init__(self, aws: Aws, file: Path, wake: Wake) -> None:
        self._scheduler = aws.client("scheduler")
        self._sqs = aws.client("sqs")
        self._file = file
        self._wake = wake
        self._known: dict[str, tuple[datetime, Schedule]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def schedules(self) -> list[Schedule]:
        """Every schedule as its maker described it."""
        return await asyncio.to_thread(self._schedules)

    async def fire(self, schedule: Schedule, due: datetime) -> None:
        """Does what Scheduler does at that time: the target gets the input."""
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
        """Asks for those that have changed."""
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
    """The first time after one moment and up to another at which an enabled schedule is due, on its zone's clock. What
    was made or changed in between counts from then on."""
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
