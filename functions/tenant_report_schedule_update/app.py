"""PUT /api/tenant/report-schedule: has reports mailed every week, every month, both or no more."""

from connextlive.http import Caller, endpoint
from connextlive.models import report_schedule
from connextlive.schemas.report_schedule import ReportScheduleAnswer, ReportScheduleBody


@endpoint("PUT", "/api/tenant/report-schedule")
def handler(caller: Caller, body: ReportScheduleBody) -> ReportScheduleAnswer:
    standing = report_schedule.update(caller.tenant_id, body.weekly, body.monthly, body.recipients)
    return ReportScheduleAnswer.of(standing)
