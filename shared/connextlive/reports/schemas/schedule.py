"""Schemas of the report schedule."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import Answer, Body, Email, distinct
from connextlive.reports.report_schedule import Standing


class ReportScheduleView(Answer):
    """Which reports are emailed at 08:00 in the workspace's time zone: last week's on Mondays, last month's on the
    first. `nextWeeklyAt` and `nextMonthlyAt` are null if nothing is due."""

    weekly: bool
    monthly: bool
    recipients: list[str]
    timezone: str
    next_weekly_at: str | None
    next_monthly_at: str | None
    updated_at: str | None


class ReportScheduleAnswer(Answer):
    """`{reportSchedule}`"""

    report_schedule: ReportScheduleView

    @classmethod
    def of(cls, standing: Standing) -> Self:
        order = standing.order
        view = ReportScheduleView(
            weekly=order.weekly,
            monthly=order.monthly,
            recipients=order.recipients,
            timezone=standing.timezone,
            next_weekly_at=standing.next_due("week"),
            next_monthly_at=standing.next_due("month"),
            updated_at=order.updated_at,
        )
        return cls(report_schedule=view)


Recipients = Annotated[list[Email], Field(max_length=20), AfterValidator(distinct)]


class ReportScheduleBody(Body):
    """The complete schedule: omitted fields are off. Without `weekly` and `monthly`, nothing is emailed."""

    weekly: bool = False
    monthly: bool = False
    recipients: Recipients = Field(default_factory=list, validate_default=True)

    @field_validator("recipients")
    @classmethod
    def _somebody(cls, recipients: list[str], info: ValidationInfo) -> list[str]:
        if not recipients and (info.data.get("weekly") or info.data.get("monthly")):
            raise ValueError(Sentence("Must name at least one address"))
        return recipients
