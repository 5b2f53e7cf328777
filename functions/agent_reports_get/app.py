"""GET /api/agent/reports: returns a lead's report: the figures of the agents whose conversations they may see."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import sight
from connextlive.core.caller import Caller
from connextlive.core.errors import Forbidden
from connextlive.reports import team_report
from connextlive.reports.schemas.team_reports import TeamReportAnswer, TeamReportQuery


@endpoint("GET", "/api/agent/reports", limit="report")
def handler(caller: Caller, query: TeamReportQuery) -> TeamReportAnswer:
    if not caller.is_lead:
        raise Forbidden("Only leads see reports", "LEADS_ONLY")
    seen, team_ids = sight.owners(caller), sight.team_ids(caller)
    return TeamReportAnswer.of(*team_report.of(caller.tenant_id, seen, team_ids, query.asked))
