"""EventBridge Scheduler: events at a local time, with daylight saving time."""

import json
import os
from typing import Any

from connextlive.aws.clients import client

# Scheduler replaces these at each invocation.
FIRED_AT, FIRING = "<aws.scheduler.scheduled-time>", "<aws.scheduler.execution-id>"


def put(name: str, expression: str, timezone: str, kind: str, detail: dict[str, Any]) -> None:
    """Creates or updates a schedule that sends this event to the queue at these times."""
    event = {"detail-type": kind, "detail": {"eventId": FIRING, "scheduledAt": FIRED_AT} | detail}
    wanted = {
        "Name": name,
        "GroupName": os.environ["SCHEDULE_GROUP"],
        "ScheduleExpression": f"cron({expression})",
        "ScheduleExpressionTimezone": timezone,
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {
            "Arn": os.environ["SCHEDULE_QUEUE_ARN"],
            "RoleArn": os.environ["SCHEDULE_ROLE_ARN"],
            "DeadLetterConfig": {"Arn": os.environ["DEAD_LETTER_QUEUE_ARN"]},
            "Input": json.dumps(event),
        },
    }
    scheduler = client("scheduler")
    try:
        scheduler.update_schedule(**wanted)
    except scheduler.exceptions.ResourceNotFoundException:
        scheduler.create_schedule(**wanted)


def remove(name: str) -> None:
    """Deletes a schedule if it exists."""
    scheduler = client("scheduler")
    try:
        scheduler.delete_schedule(Name=name, GroupName=os.environ["SCHEDULE_GROUP"])
    except scheduler.exceptions.ResourceNotFoundException:
        return
