"""Schemas of reports."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field

from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import Answer, Body, Cursor, CursorPagination, Query
from connextlive.reports.periods import Period

if TYPE_CHECKING:
    from connextlive.generated.values import ReportValues


type ReportStatus = Literal["PENDING", "READY", "FAILED"]


class ReportView(Answer):
    """A report; `from` and `to` are days in its time zone, both inclusive."""

    id: str
    status: ReportStatus
    period: Period
    from_: str = Field(alias="from")
    to: str
    timezone: str
    agent_id: str | None = None
    site_id: str | None = None
    team_id: str | None = None
    created_at: str
    finished_at: str | None = None

    @classmethod
    def of(cls, values: "ReportValues") -> Self:
        return cls.model_validate({"from_": values["first_day"], "to": values["last_day"]} | values)


class ReportAnswer(Answer):
    """`{report}`"""

    report: ReportView

    @classmethod
    def of(cls, values: "ReportValues") -> Self:
        return cls(report=ReportView.of(values))


class Reports(Answer):
    """`{reports, pagination}`, newest first."""

    reports: list[ReportView]
    pagination: CursorPagination

    @classmethod
    def of(cls, reports: list["ReportValues"], limit: int, next_cursor: str | None) -> Self:
        pagination = CursorPagination.of_page(limit, next_cursor)
        return cls(reports=[ReportView.of(values) for values in reports], pagination=pagination)


class ReportsQuery(Query):
    """Pages of reports."""

    limit: int = Field(25, ge=1, le=100)
    cursor: Cursor | None = None


def _day(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value) if len(value) != 10 else date.fromisoformat(value)
    except ValueError:
        moment = date.min
    if moment.year not in range(2000, 2200) or (isinstance(moment, datetime) and moment.tzinfo is None):
        raise ValueError(Sentence("Must be a date such as 2026-01-31, or a moment such as 2026-01-31T09:30:00Z"))
    return value


Day = Annotated[str, Field(max_length=40), AfterValidator(_day)]


class ReportBody(Body):
    """The report to generate: of the current period, unless `from` or `to` is given."""

    period: Period
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    agent_id: Annotated[str, Field(max_length=100)] | None = None
    site_id: Annotated[str, Field(max_length=100)] | None = None
    team_id: Annotated[str, Field(max_length=100)] | None = None
