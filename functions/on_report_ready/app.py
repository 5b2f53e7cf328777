"""ON report.ready: mails a report that was due to its recipients, with the key figures and links that work a month."""

import json
import os
from datetime import date
from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.core.errors import NotFound
from connextlive.email import messages, sending
from connextlive.email.messages import Figure
from connextlive.email.rendering import Email
from connextlive.identity import workspace
from connextlive.identity.workspace import Workspace
from connextlive.reports import report
from connextlive.reports.report import Report
from connextlive.reports.words import Words


@consumer
def handler(detail: dict[str, Any]) -> None:
    """One address that fails must not keep the report from the others."""
    try:
        made = report.load(detail["tenantId"], detail["reportId"])
    except NotFound:
        return  # removed by hand
    if not made.recipients:
        return  # somebody ordered it and looks at it themselves
    place = workspace.load(made.tenant_id)
    email = _email(place, made)
    failures: list[Exception] = []
    for recipient in made.recipients:
        try:
            about = f"report#{made.id}#{recipient}"
            sending.send(email, recipient, tenant_id=place.id, about=about, reply_to=place.contact_email)
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("Not mailed to everybody", failures)


def _email(place: Workspace, made: Report) -> Email:
    words = Words(place.language)
    days = words.range(date.fromisoformat(made.first_day), date.fromisoformat(made.last_day))
    found = json.loads(report.figures(made.tenant_id, made.id) or b"{}")
    link = f"{os.environ['API_URL']}/api/reports?token={report.token(made)}"
    figures = [
        Figure(name, value, f"{words['before']}: {before}")
        for (name, value), (_, before) in zip(_brief(found, words), _brief(found["previous"], words), strict=True)
    ]
    return messages.report_ready(
        place.language,
        workspace=place.name,
        period=made.period,
        days=days,
        key_figures=figures,
        link=link,
        table_link=f"{link}&file=csv",
    )


def _brief(measures: dict[str, Any], words: Words) -> list[tuple[str, str]]:
    """What a boss asks first."""
    return [
        (words["conversations"], words.number(measures["conversations"])),
        (words["closed"], words.number(measures["closed"])),
        (f"{words['first']} ({words['median']})", words.duration(measures["firstResponseTime"]["median"])),
        (f"{words['resolution']} ({words['median']})", words.duration(measures["resolutionTime"]["median"])),
        (words["csat"], words.percent(measures["csat"]["score"])),
    ]
