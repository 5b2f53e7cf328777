"""The standing order of reports."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from connextlive.lambdas.common import Answer, Body, Email
from connextlive.reports.report_schedule import Standing


class ReportScheduleView(Answer):
    """Which reports are mailed at 08:00 on the workspace's clock: of the last week on Mondays, of the last month on its
    first day. `nextWeeklyAt` and `nextMonthlyAt` are null where nothing is due."""

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


Recipients = Annotated[list[Email], Field(max_length=20), AfterValidator(lambda emails: list(dict.fromkeys(emails)))]


class ReportScheduleBody(Body):
    """The whole order: what is left out is off. With neither `weekly` nor `monthly` nothing is mailed any more."""

    weekly: bool = False
    monthly: bool = False
    recipients: Recipients = Field(default_factory=list, validate_default=True)

    @field_validator("recipients")
    @classmethod
    def _somebody(cls, recipients: list[str], info: ValidationInfo) -> list[str]:
        if not recipients and (info.data.get("weekly") or info.data.get("monthly")):
            raise ValueError("Must name at least one address")
        return recipients
