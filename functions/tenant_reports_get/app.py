"""GET /api/tenant/reports/{id}: returns a report with its figures and download links."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.reports import report
from connextlive.reports.schemas.details import ReportDetailAnswer


@endpoint("GET", "/api/tenant/reports/{id}")
def handler(caller: Caller, id: str) -> ReportDetailAnswer:
    found = report.read(caller.tenant_id, id)
    if found["status"] != "READY":
        return ReportDetailAnswer.of(found, None, None)
    return ReportDetailAnswer.of(found, report.figures(caller.tenant_id, id), report.links(caller.tenant_id, found))
