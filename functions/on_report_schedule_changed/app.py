"""ON report_schedule.changed: creates, updates or deletes the EventBridge schedules of a report schedule."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.reports import timer


@consumer
def handler(detail: dict[str, Any]) -> None:
    timer.bring_in_line(detail["tenantId"])
