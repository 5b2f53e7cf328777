"""GET /api/tenant/report-schedule: returns which reports are emailed, to whom, and when the next are due."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.reports import report_schedule
from connextlive.reports.schemas.schedule import ReportScheduleAnswer


@endpoint("GET", "/api/tenant/report-schedule")
def handler(caller: Caller) -> ReportScheduleAnswer:
    return ReportScheduleAnswer.of(report_schedule.load(caller.tenant_id))
