"""ON report_schedule.changed: has EventBridge Scheduler fire when the workspace's standing reports are due."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.reports import timer


@consumer
def handler(detail: dict[str, Any]) -> None:
    timer.bring_in_line(detail["tenantId"])
