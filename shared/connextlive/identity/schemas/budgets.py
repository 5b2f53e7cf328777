"""Schemas of daily budgets."""

from collections.abc import Iterable
from typing import Literal, Self

from connextlive.identity.budget import Status
from connextlive.lambdas.common import Answer


class BudgetView(Answer):
    """A daily budget: what was used of it today, the limit, and the most that the deployment allows. While it is
    paused, analyses and emails wait until `resumesAt`, push notifications are dropped, and AI does not help in open
    conversations."""

    budget: Literal["ANALYSES", "ASSISTANCE", "MAILS", "PUSHES"]
    used: int
    limit: int
    most: int
    is_paused: bool
    resumes_at: str


class BudgetsAnswer(Answer):
    """`{budgets}`"""

    budgets: list[BudgetView]

    @classmethod
    def of(cls, found: Iterable[Status]) -> Self:
        return cls(budgets=[BudgetView.model_validate(status._asdict()) for status in found])
