"""EventBridge Scheduler: events at a local time, with daylight saving time."""

import json
from typing import Any

from connextlive.aws.clients import client
from connextlive.core.environment import environment

# Scheduler replaces these at each invocation.
FIRED_AT, FIRING = "<aws.scheduler.scheduled-time>", "<aws.scheduler.execution-id>"


def put(name: str, expression: str, timezone: str, kind: str, detail: dict[str, Any]) -> None:
    """Creates or updates a schedule that sends this event to the queue at these times."""
    event = {"detail-type": kind, "detail": {"eventId": FIRING, "scheduledAt": FIRED_AT} | detail}
    wanted = {
        "Name": name,
        "GroupName": environment.schedule_group,
        "ScheduleExpression": f"cron({expression})",
        "ScheduleExpressionTimezone": timezone,
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {
            "Arn": environment.schedule_queue_arn,
            "RoleArn": environment.schedule_role_arn,
            "DeadLetterConfig": {"Arn": environment.dead_letter_queue_arn},
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
        scheduler.delete_schedule(Name=name, GroupName=environment.schedule_group)
    except scheduler.exceptions.ResourceNotFoundException:
        return
