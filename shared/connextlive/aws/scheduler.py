"""EventBridge Scheduler: what has to happen at a time of a workspace's own clock, summer and winter."""

import json
import os
from typing import Any

from connextlive.aws.clients import client

# Scheduler puts these in when it fires.
FIRED_AT, FIRING = "<aws.scheduler.scheduled-time>", "<aws.scheduler.execution-id>"


def put(name: str, expression: str, timezone: str, kind: str, detail: dict[str, Any]) -> None:
    """Makes a schedule, or makes it what it should be: at these times the queue gets this event."""
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
    """Removes a schedule; one that is not there is fine."""
    scheduler = client("scheduler")
    try:
        scheduler.delete_schedule(Name=name, GroupName=os.environ["SCHEDULE_GROUP"])
    except scheduler.exceptions.ResourceNotFoundException:
        return
