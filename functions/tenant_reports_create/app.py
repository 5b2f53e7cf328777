"""POST /api/tenant/reports: requests a report, which is generated asynchronously."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.reports import report
from connextlive.reports.schemas.reports import ReportAnswer, ReportBody


@endpoint("POST", "/api/tenant/reports", idempotent=True, limit="report", audit="report.requested")
def handler(caller: Caller, body: ReportBody) -> ReportAnswer:
    ordered = report.order(
        caller.tenant_id, body.period, body.from_, body.to, body.agent_id, body.site_id, body.team_id
    )
    return ReportAnswer.of(ordered.values)
