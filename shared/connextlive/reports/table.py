"""A report as a table: a row for the total, each part of the period, agent, team, site, topic,
label, canned reply, and hour of the week."""

from collections.abc import Iterator

from connextlive.core.spreadsheets import csv_of
from connextlive.rendering.formats import Formats
from connextlive.reports.schemas.figures import (
    BusinessTimes,
    Corrected,
    Csat,
    Duration,
    Figures,
    Kept,
    Measures,
    Outcomes,
    Sentiment,
    TargetFigures,
)

STATISTICS = ("count", "mean_s", "median_s", "p90_s")
COLUMNS = (
    "scope",
    "key",
    "name",
    "conversations",
    "closed",
    "reopened",
    "unanswered",
    "visitor_messages",
    "agent_messages",
    *(f"{of}_{figure}" for of in ("first_response", "reply", "resolution") for figure in STATISTICS),
    "ratings",
    "csat_percent",
    "rating_average",
    "analysed",
    *Outcomes.model_fields,
    *Sentiment.model_fields,
    "unread",
    "reviewed",
    *(f"corrected_{of}" for of in Corrected.model_fields),
    "input_tokens",
    "output_tokens",
    "cost_usd",
    "cost_per_analysis_usd",
    "uses",
    *(f"queue_{figure}" for figure in STATISTICS),
    "abandoned",
    *(f"{of}_in_business_hours_{figure}" for of in ("first_response", "resolution") for figure in STATISTICS),
    *(f"{of}_target_{how}" for of in TargetFigures.model_fields for how in Kept.model_fields),
)
type Cell = str | int | float | None


def of(figures: Figures, language: str = "en") -> str:
    """The table as CSV.

    Spreadsheets parse numbers by their user's locale: with a decimal comma, a point separates thousands, and 161.373
    seconds become two days. In these languages, columns are separated by semicolons. Programs read the English form.
    """
    decimal = Formats(language).decimal_symbol
    rows = ([_written(row.get(name), decimal) for name in COLUMNS] for row in _rows(figures))
    return csv_of(COLUMNS, rows, ";" if decimal == "," else ",")


def _rows(figures: Figures) -> Iterator[dict[str, Cell]]:
    yield {"scope": "total", **_measures(figures), "unread": figures.unread}
    yield {"scope": "previous", **_measures(figures.previous)}
    for part in figures.series:
        yield {"scope": "part", "key": part.from_, "name": part.to, **_measures(part)}
    for agent in figures.agents:
        yield {"scope": "agent", "key": agent.agent_id, "name": agent.name, **_measures(agent)}
    for team in figures.teams:
        yield {"scope": "team", "key": team.team_id, "name": team.name, **_measures(team)}
    for site in figures.sites:
        yield {"scope": "site", "key": site.site_id, "name": site.name, **_measures(site)}
    for topic in figures.topics:
        found = topic.outcomes.model_dump() | topic.sentiment.model_dump()
        yield {"scope": "topic", "key": topic.topic, "analysed": topic.count, **found}
    for label in figures.labels:
        closed = {"closed": label.closed, **_duration("resolution", label.resolution_time), **_csat(label.csat)}
        yield {"scope": "label", "key": label.label_id, "name": label.name, **closed, **_targets(label.targets)}
    for reply in figures.canned_replies:
        yield {"scope": "canned_reply", "key": reply.shortcode, "uses": reply.count}
    week = figures.volume.by_weekday_and_hour
    for day in range(7):
        for hour in range(24):
            yield {
                "scope": "weekday_hour",
                "key": f"{day + 1}-{hour:02}",
                "conversations": week.conversations[day][hour],
                "visitor_messages": week.messages[day][hour],
            }


def _measures(of: Measures) -> dict[str, Cell]:
    names = ("conversations", "closed", "reopened", "unanswered", "visitor_messages", "agent_messages", "analysed")
    return {
        **{name: getattr(of, name) for name in names},
        **_duration("first_response", of.first_response_time),
        **_duration("reply", of.reply_time),
        **_duration("resolution", of.resolution_time),
        **_csat(of.csat),
        **of.outcomes.model_dump(),
        **of.sentiment.model_dump(),
        "reviewed": of.reviews.count,
        **{f"corrected_{name}": number for name, number in of.reviews.corrected.model_dump().items()},
        "input_tokens": of.usage.input_tokens,
        "output_tokens": of.usage.output_tokens,
        "cost_usd": of.usage.cost,
        "cost_per_analysis_usd": of.usage.cost_per_analysis,
        **_duration("queue", of.queue_time),
        "abandoned": of.abandoned,
        **_business_times(of.business_times),
        **_targets(of.targets),
    }


def _business_times(of: BusinessTimes | None) -> dict[str, Cell]:
    if of is None:
        return {}
    times = (("first_response", of.first_response_time), ("resolution", of.resolution_time))
    return {name: cell for what, time in times for name, cell in _duration(f"{what}_in_business_hours", time).items()}


def _targets(of: TargetFigures) -> dict[str, Cell]:
    return {f"{name}_target_{how}": number for name, kept in of.model_dump().items() for how, number in kept.items()}


def _csat(of: Csat) -> dict[str, Cell]:
    return {"ratings": of.count, "csat_percent": of.score, "rating_average": of.average}


def _duration(name: str, of: Duration) -> dict[str, Cell]:
    return {
        f"{name}_count": of.count,
        f"{name}_mean_s": of.mean,
        f"{name}_median_s": of.median,
        f"{name}_p90_s": of.p90,
    }


def _written(value: Cell, decimal: str) -> Cell:
    return repr(value).replace(".", decimal) if isinstance(value, float) else value
