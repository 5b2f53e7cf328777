"""GET /api/tenant/report-schedule: which reports are mailed to whom, and when the next are due."""

from connextlive.http import Caller, endpoint
from connextlive.models import report_schedule
from connextlive.schemas.report_schedule import ReportScheduleAnswer


@endpoint("GET", "/api/tenant/report-schedule")
def handler(caller: Caller) -> ReportScheduleAnswer:
    return ReportScheduleAnswer.of(report_schedule.load(caller.tenant_id))
