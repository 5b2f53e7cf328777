"""The key figures of a report, each with its value in the preceding period."""

from dataclasses import dataclass

from connextlive.core.i18n import translator
from connextlive.email.messages import Figure
from connextlive.rendering.formats import Formats
from connextlive.reports import report
from connextlive.reports.report import Report
from connextlive.reports.schemas.figures import Figures, Measures


@dataclass(frozen=True, slots=True)
class _Figure:
    name: str
    value: str
    is_known: bool = True  # what comes of a setting is nothing in a workspace that has not set it


def of(made: Report, language: str) -> list[Figure]:
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
