"""A report in all its formats."""

from datetime import date

from connextlive.core.ids import timestamp
from connextlive.identity import workspace as workspaces
from connextlive.reports import figures, page, table
from connextlive.reports.figures import Order
from connextlive.reports.report import Report, today


def files(report: Report) -> dict[str, str]:
    """The report's files by kind."""
    workspace = workspaces.load(report.tenant_id)
    names = figures.names(report.tenant_id)
    order = Order(
        tenant_id=report.tenant_id,
        period=report.period,  # type: ignore[arg-type]  # the model knows no narrower type than str
        first=date.fromisoformat(report.first_day),
        last=date.fromisoformat(report.last_day),
        today=today(workspace.timezone),
        agent_id=report.agent_id,
        site_id=report.site_id,
        names=names,
        team_id=report.team_id,
        people=names.members(report.team_id) if report.team_id else None,
        team_ids=[report.team_id] if report.team_id else None,
    )
    found = figures.of(order)
    return {
        "json": found.model_dump_json(by_alias=True),
        "csv": table.of(found, workspace.language),
        "data.csv": table.of(found),
        "html": page.of(page.Frame(order, workspace.name, workspace.language, report.timezone, timestamp()), found),
    }
