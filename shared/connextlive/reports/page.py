"""A report as a page: one file without scripts or external resources, in light or dark mode, and printable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connextlive.core import zones
from connextlive.core.i18n import translator
from connextlive.rendering.formats import Formats
from connextlive.rendering.templates import environment
from connextlive.reports.charts import bar_chart
from connextlive.reports.figures import Order
from connextlive.reports.schemas.figures import Figures, Measures, OfLabel

TEMPLATES = Path(__file__).parent / "templates"
MOST_TOPICS, MOST_ROWS = 12, 30  # the CSV has more


@dataclass(frozen=True, slots=True)
class Frame:
    """The context of the figures."""

    order: Order
    workspace: str
    language: str
    timezone: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a figure in percent, or of a percentage in points."""

    amount: float
    is_more: bool
    is_good: bool
    is_in_points: bool

    @property
    def is_none(self) -> bool:
        return round(self.amount) == 0


def of(frame: Frame, figures: Figures) -> str:
    """The whole page."""
    _, order = translator(frame.language), frame.order
    return (
        environment(TEMPLATES, is_html=True)
        .get_template("page.html.j2")
        .render(
            _=_,
            format=Formats(frame.language),
            order=order,
            workspace=frame.workspace,
            timezone=frame.timezone,
            made_at=datetime.fromisoformat(frame.made_at).astimezone(zones.of(frame.timezone)),
            figures=figures,
            chart=bar_chart(figures.series),
            topics=[(topic.topic, topic.count, "main") for topic in figures.topics[:MOST_TOPICS]],
            agents=[(agent.name or _("Former agent"), agent) for agent in figures.agents[:MOST_ROWS]],
            # A report of one team shows it already.
            teams=[(team.name, team) for team in figures.teams[:MOST_ROWS]] if order.team_id is None else [],
            sites=[(site.name or site.site_id, site) for site in figures.sites[:MOST_ROWS]],
            labels=[(label.name or _("Deleted label"), label) for label in figures.labels[:MOST_ROWS]],
            canned_replies=[(f"/{use.shortcode}", use.count, "main") for use in figures.canned_replies[:MOST_TOPICS]],
            change=change,
            has_targets=has_targets,
        )
    )


def has_targets(rows: Sequence[tuple[str, Measures | OfLabel]]) -> bool:
    """Whether any of these had a target."""
    kept = (one for _, row in rows for one in (row.targets.first_response, row.targets.resolution))
    return any(one.share is not None for one in kept)


def change(
    now: float | None, was: float | None, *, less_is_better: bool = False, is_percent: bool = False
) -> Change | None:
    """None without anything to compare with."""
    if now is None or was is None or (not is_percent and not was):
        return None
    by = now - was if is_percent else 100 * (now - was) / was
    return Change(abs(by), is_more=by > 0, is_good=(by < 0) == less_is_better, is_in_points=is_percent)
