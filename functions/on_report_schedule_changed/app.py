"""ON report_schedule.changed: has EventBridge Scheduler fire when the workspace's standing reports are due."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.aws import scheduler
from connextlive.reports import report_schedule
from connextlive.reports.periods import Period
from connextlive.reports.report_schedule import Standing

# Minutes, hours, day of the month, month, weekday, year.
TIMES: dict[Period, str] = {"week": "0 8 ? * MON *", "month": "0 8 1 * ? *"}


@consumer
def handler(detail: dict[str, Any]) -> None:
    """Looks again after it has written: of two at once, the one that had read the older order comes last at times."""
    tenant_id = detail["tenantId"]
    standing = report_schedule.load(tenant_id)
    while True:
        bring_about(tenant_id, standing)
        written, standing = standing, report_schedule.load(tenant_id)
        if (standing.order.version, standing.timezone) == (written.order.version, written.timezone):
            return


def bring_about(tenant_id: str, standing: Standing) -> None:
    for period, times in TIMES.items():
        name = f"{tenant_id}-{period}"
        if standing.order.has(period):
            due = {"tenantId": tenant_id, "period": period}
            scheduler.put(name, times, standing.timezone, "report.due", due)
        else:
            scheduler.remove(name)
