"""PUT /api/tenant/report-schedule: sets whether reports are emailed weekly, monthly, both or not at all."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.reports import report_schedule
from connextlive.reports.schemas.schedule import ReportScheduleAnswer, ReportScheduleBody


@endpoint("PUT", "/api/tenant/report-schedule", audit="report_schedule.updated")
def handler(caller: Caller, body: ReportScheduleBody) -> ReportScheduleAnswer:
    standing = report_schedule.update(caller.tenant_id, body.weekly, body.monthly, body.recipients)
    return ReportScheduleAnswer.of(standing)
