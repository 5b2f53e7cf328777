"""ON report.ready: emails a scheduled report to its recipients, with its key figures and links valid for 30 days."""

from connextlive.lambdas.consumer import consumer
from connextlive.core.errors import NotFound
from connextlive.events.types import ReportReady
from connextlive.identity import workspace as workspaces
from connextlive.reports import report, report_mail


@consumer
def handler(event: ReportReady) -> None:
    """Those whom the daily budget leaves out get it the next day."""
    try:
        made = report.load(event.tenant_id, event.report_id)
    except NotFound:
        return  # deleted by hand
    if not made.recipients:
        return  # requested by somebody who is looking at it
    workspace = workspaces.load(made.tenant_id)
    if workspace.may_mail:
        report_mail.send(workspace, made)
