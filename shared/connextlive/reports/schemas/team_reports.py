"""Schemas of a lead's report."""

from typing import Annotated, Self

from pydantic import Field

from connextlive.lambdas.common import Answer, Query
from connextlive.reports.figures import Order
from connextlive.reports.periods import Period
from connextlive.reports.schemas.figures import Figures
from connextlive.reports.schemas.reports import Day
from connextlive.reports.team_report import Asked


class TeamReport(Answer):
    """The figures of the agents whose conversations the lead may see; `from` and `to` are days in the time zone, both
    inclusive."""

    period: Period
    from_: str = Field(alias="from")
    to: str
    timezone: str
    agent_id: str | None
    site_id: str | None
    team_id: str | None
    figures: Figures


class TeamReportAnswer(Answer):
    """`{report}`"""

    report: TeamReport

    @classmethod
    def of(cls, order: Order, timezone: str, figures: Figures) -> Self:
        return cls(
            report=TeamReport(
                period=order.period,
                from_=f"{order.first}",
                to=f"{order.last}",
                timezone=timezone,
                agent_id=order.agent_id,
                site_id=order.site_id,
                team_id=order.team_id,
                figures=figures,
            )
        )


class TeamReportQuery(Query):
    """The days: the current period, unless `from` or `to` is given."""

    period: Period = "week"
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    agent_id: Annotated[str, Field(max_length=100)] | None = None
    site_id: Annotated[str, Field(max_length=100)] | None = None
    team_id: Annotated[str, Field(max_length=100)] | None = None

    @property
    def asked(self) -> Asked:
        return Asked(self.period, self.from_, self.to, self.agent_id, self.site_id, self.team_id)
