"""ON report.ready: emails a scheduled report to its recipients, with its key figures and links valid for 30 days."""

from datetime import date
from functools import partial

from connextlive.lambdas.consumer import consumer
from connextlive.core.budgets import Paused
from connextlive.core.environment import environment
from connextlive.core.errors import NotFound
from connextlive.email import messages, sending
from connextlive.email.messages import Email
from connextlive.events.types import ReportReady
from connextlive.identity import budget
from connextlive.identity import workspace as workspaces
from connextlive.identity.workspace import Workspace
from connextlive.rendering.formats import Formats
from connextlive.reports import key_figures, report
from connextlive.reports.report import Report


@consumer
def handler(event: ReportReady) -> None:
    """One failing address must not keep the report from the other recipients; those whom the daily budget leaves out
    get it the next day."""
    try:
        made = report.load(event.tenant_id, event.report_id)
    except NotFound:
        return  # deleted by hand
    if not made.recipients:
        return  # requested by somebody who is looking at it
    workspace = workspaces.load(made.tenant_id)
    if not workspace.may_mail:
        return
    email = _email(workspace, made)
    paused: Paused | None = None
    failures: list[Exception] = []
    spend, reply_to = partial(budget.mail, workspace), workspace.contact_email
    for recipient in made.recipients:
        try:
            about = ("report", made.id, recipient)
            sending.send(email, recipient, tenant_id=workspace.id, about=about, reply_to=reply_to, spend=spend)
        except Paused as why:
            paused = why
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("Not mailed to everybody", failures)
    if paused:
        raise paused


def _email(workspace: Workspace, made: Report) -> Email:
    first, last = date.fromisoformat(made.first_day), date.fromisoformat(made.last_day)
    link = f"{environment.api_url}/api/reports?token={report.token(made)}"
    return messages.report_ready(
        workspace.language,
        workspace=workspace.name,
        period=made.period,
        days=Formats(workspace.language).range(first, last),
        key_figures=key_figures.of(made, workspace.language),
        link=link,
        table_link=f"{link}&file=csv",
    )
