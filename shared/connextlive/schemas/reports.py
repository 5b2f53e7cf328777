"""Reports and their figures. Durations are in seconds, shares in percent; docs/reports.md defines each."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field

from connextlive.models.base import Raw
from connextlive.reports.periods import Period
from connextlive.schemas.common import Answer, Body, Cursor, Query

type Status = Literal["PENDING", "READY", "FAILED"]


class Duration(Answer):
    """How long something took, in seconds; null where it never happened."""

    count: int
    mean: float | None
    median: float | None
    p90: float | None


class Csat(Answer):
    """Ratings: how many, the percentage of 4 and 5, the average, and how many of each number of stars, 1 to 5."""

    score: float | None
    count: int
    good: int
    average: float | None
    stars: list[int]


class Outcomes(Answer):
    """What analyses found."""

    resolved: int
    partial: int
    unresolved: int


class Sentiment(Answer):
    """The visitors' mood as analyses found it."""

    positive: int
    neutral: int
    negative: int


class Measures(Answer):
    """What is measured of any group of days, of an agent, of a site."""

    conversations: int
    closed: int
    reopened: int
    unanswered: int
    visitor_messages: int
    agent_messages: int
    first_response_time: Duration
    reply_time: Duration
    resolution_time: Duration
    csat: Csat
    analysed: int
    outcomes: Outcomes
    sentiment: Sentiment


class Part(Measures):
    """A day, week or month of the report."""

    from_: str = Field(alias="from")
    to: str


class OfAgent(Measures):
    """An agent's share; the name is null when they have been removed."""

    agent_id: str
    name: str | None


class OfSite(Measures):
    """A site's share."""

    site_id: str
    name: str | None


class Topic(Answer):
    """In how many analysed conversations a topic came up, and how those went."""

    topic: str
    count: int
    outcomes: Outcomes
    sentiment: Sentiment


class DayVolume(Answer):
    """How much there was on a day."""

    date: str
    conversations: int
    visitor_messages: int
    agent_messages: int


class WeekdayHours(Answer):
    """Monday to Sunday, each with 24 hours, on the workspace's clock."""

    conversations: list[list[int]]
    messages: list[list[int]]


class Volume(Answer):
    """When there was how much."""

    by_day: list[DayVolume]
    by_weekday_and_hour: WeekdayHours


class Figures(Measures):
    """Everything that a report says."""

    unread: int
    previous: Measures
    volume: Volume
    series: list[Part]
    agents: list[OfAgent]
    sites: list[OfSite]
    topics: list[Topic]


class Links(Answer):
    """Where the report can be downloaded for an hour."""

    json_: str = Field(alias="json")
    csv: str
    html: str
    expires_at: str


class ReportView(Answer):
    """A report; `from` and `to` are days of its timezone, both included."""

    id: str
    status: Status
    period: Period
    from_: str = Field(alias="from")
    to: str
    timezone: str
    agent_id: str | None = None
    site_id: str | None = None
    created_at: str
    finished_at: str | None = None

    @classmethod
    def of(cls, values: Raw) -> Self:
        return cls.model_validate({"from_": values["first_day"], "to": values["last_day"]} | values)


class ReportDetail(ReportView):
    """A report with its figures once it is READY."""

    figures: Figures | None = None
    links: Links | None = None


class ReportAnswer(Answer):
    """`{report}`"""

    report: ReportView

    @classmethod
    def of(cls, values: Raw) -> Self:
        return cls(report=ReportView.of(values))


class ReportDetailAnswer(Answer):
    """`{report}` with figures and links"""

    report: ReportDetail

    @classmethod
    def of(cls, values: Raw, figures: bytes | None, links: Raw | None) -> Self:
        report = ReportDetail.of(values)
        if figures is not None and links is not None:
            report.figures = Figures.model_validate_json(figures, by_alias=True, by_name=False)
            report.links = Links.model_validate(links)
        return cls(report=report)


class CursorPagination(Answer):
    """Where a page of a list stands that has a cursor only."""

    limit: int
    has_more: bool
    next_cursor: str | None


class Reports(Answer):
    """`{reports, pagination}`, the newest first."""

    reports: list[ReportView]
    pagination: CursorPagination

    @classmethod
    def of(cls, reports: list[Raw], limit: int, next_cursor: str | None) -> Self:
        pagination = CursorPagination(limit=limit, has_more=next_cursor is not None, next_cursor=next_cursor)
        return cls(reports=[ReportView.of(values) for values in reports], pagination=pagination)


class ReportsQuery(Query):
    """Which page of reports."""

    limit: int = Field(25, ge=1, le=100)
    cursor: Cursor | None = None


def _day(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value) if len(value) != 10 else date.fromisoformat(value)
    except ValueError:
        moment = date.min
    if moment.year not in range(2000, 2200) or (isinstance(moment, datetime) and moment.tzinfo is None):
        raise ValueError("Must be a date such as 2026-01-31, or a moment such as 2026-01-31T09:30:00Z")
    return value


Day = Annotated[str, Field(max_length=40), AfterValidator(_day)]


class ReportBody(Body):
    """A report to make: of the period that today is in, unless `from` or `to` say otherwise."""

    period: Period
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    agent_id: Annotated[str, Field(max_length=100)] | None = None
    site_id: Annotated[str, Field(max_length=100)] | None = None
