"""The email with a scheduled report: its key figures, each with its value in the preceding period, and links valid for
30 days. Imported by the consumer that sends it: templates take time to import."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from connextlive.core.budgets import Paused
from connextlive.core.environment import environment
from connextlive.core.i18n import translator
from connextlive.email import messages, sending
from connextlive.email.messages import Email, Figure
from connextlive.identity import budget
from connextlive.identity.workspace import Workspace
from connextlive.rendering.formats import Formats
from connextlive.reports import report
from connextlive.reports.report import Report
from connextlive.reports.schemas.figures import Figures, Measures


def send(workspace: Workspace, made: Report) -> None:
    """One failing address does not keep the report from the other recipients. Raises ExceptionGroup if there was one,
    otherwise Paused if the daily budget left somebody out."""
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
        key_figures=key_figures(made, workspace.language),
        link=link,
        table_link=f"{link}&file=csv",
    )


@dataclass(frozen=True, slots=True)
class _Figure:
    name: str
    value: str
    is_known: bool = True  # what comes of a setting is nothing in a workspace that has not set it


def key_figures(made: Report, language: str) -> list[Figure]:
    _ = translator(language)
    stored = report.figures(made.tenant_id, made.id) or b"{}"
    figures = Figures.model_validate_json(stored, by_alias=True, by_name=False)
    both = zip(_figures(figures, language), _figures(figures.previous, language), strict=True)
    return [
        Figure(now.name, now.value, _("Previously: {value}", value=was.value))
        for now, was in both
        if now.is_known or was.is_known
    ]


def _figures(of: Measures, language: str) -> list[_Figure]:
    _, write = translator(language), Formats(language)
    first, resolution = of.targets.first_response.share, of.targets.resolution.share
    queue, is_routed = of.queue_time, bool(of.queue_time.count or of.abandoned)
    return [
        _Figure(_("Conversations"), write.number(of.conversations)),
        _Figure(_("Closed"), write.number(of.closed)),
        _Figure(_("First response (median)"), write.duration(of.first_response_time.median)),
        _Figure(_("Resolution (median)"), write.duration(of.resolution_time.median)),
        _Figure(_("First responses in time"), write.percent(first), first is not None),
        _Figure(_("Resolutions in time"), write.percent(resolution), resolution is not None),
        _Figure(_("Time in the queue (median)"), write.duration(queue.median), is_routed),
        _Figure(_("Left the queue unanswered"), write.number(of.abandoned), is_routed),
        _Figure(_("Satisfaction"), write.percent(of.csat.score)),
    ]
