"""EventBridge schedules for a workspace's report schedule."""

from connextlive.aws import scheduler
from connextlive.reports import report_schedule
from connextlive.reports.periods import Period
from connextlive.reports.report_schedule import Standing

# Minutes, hours, day of month, month, weekday, year.
TIMES: dict[Period, str] = {"week": "0 8 ? * MON *", "month": "0 8 1 * ? *"}


def bring_in_line(tenant_id: str) -> None:
    """Makes the tenant's EventBridge schedules match the report schedule. Reads it again afterwards: of two concurrent
    runs, the one with the older data may write last."""
    standing = report_schedule.load(tenant_id)
    while True:
        _write(tenant_id, standing)
        written, standing = standing, report_schedule.load(tenant_id)
        if (standing.order.version, standing.timezone) == (written.order.version, written.timezone):
            return


def _write(tenant_id: str, standing: Standing) -> None:
    for period, times in TIMES.items():
        name = f"{tenant_id}-{period}"
        if standing.order.has(period):
            due = {"tenantId": tenant_id, "period": period}
            scheduler.put(name, times, standing.timezone, "report.due", due)
        else:
            scheduler.remove(name)
