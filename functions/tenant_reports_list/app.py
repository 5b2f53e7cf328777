"""GET /api/tenant/reports: lists reports, newest first."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.reports import report
from connextlive.reports.schemas.reports import Reports, ReportsQuery


@endpoint("GET", "/api/tenant/reports")
def handler(caller: Caller, query: ReportsQuery) -> Reports:
    reports, next_cursor = report.page(caller.tenant_id, query.limit, query.cursor)
    return Reports.of(reports, query.limit, next_cursor)
