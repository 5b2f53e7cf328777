"""The key figures of a report, each with its value in the preceding period."""

from connextlive.core.i18n import translator
from connextlive.email.messages import Figure
from connextlive.rendering.formats import Formats
from connextlive.reports import report
from connextlive.reports.report import Report
from connextlive.reports.schemas.figures import Figures, Measures


def of(made: Report, language: str) -> list[Figure]:
    _ = translator(language)
    stored = report.figures(made.tenant_id, made.id) or b"{}"
    figures = Figures.model_validate_json(stored, by_alias=True, by_name=False)
    names = (
        _("Conversations"),
        _("Closed"),
        _("First response (median)"),
        _("Resolution (median)"),
        _("Satisfaction"),
    )
    now, before = _values(figures, language), _values(figures.previous, language)
    return [
        Figure(name, value, _("Previously: {value}", value=was))
        for name, value, was in zip(names, now, before, strict=True)
    ]


def _values(measures: Measures, language: str) -> list[str]:
    write = Formats(language)
    return [
        write.number(measures.conversations),
        write.number(measures.closed),
        write.duration(measures.first_response_time.median),
        write.duration(measures.resolution_time.median),
        write.percent(measures.csat.score),
    ]
