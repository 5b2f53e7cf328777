"""ON report.due: requests the report of the past week or month, once however often the schedule fires."""

from datetime import datetime
from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.reports import report, report_schedule


@consumer
def handler(detail: dict[str, Any]) -> None:
    """Uses the scheduled time, so that a late delivery is not mistaken for the next period."""
    tenant_id, period = detail["tenantId"], detail["period"]
    order = report_schedule.load(tenant_id).order
    if order.has(period):
        report.order_due(tenant_id, period, datetime.fromisoformat(detail["scheduledAt"]), order.recipients)
