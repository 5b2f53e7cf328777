"""ON report.due: requests the report of the past week or month, once however often the schedule fires."""

from datetime import datetime
from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.reports import report, report_schedule


@consumer
def handler(detail: dict[str, Any]) -> None:
    """Goes by the time that the schedule was due, so that what is delivered late is not taken for the next one."""
    tenant_id, period = detail["tenantId"], detail["period"]
    order = report_schedule.load(tenant_id).order
    if order.has(period):
        report.order_due(tenant_id, period, datetime.fromisoformat(detail["scheduledAt"]), order.recipients)
