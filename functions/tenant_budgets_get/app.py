"""GET /api/tenant/budgets: returns what the workspace has used today of its daily budgets, and what is paused."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import budget, workspace
from connextlive.identity.schemas.budgets import BudgetsAnswer


@endpoint("GET", "/api/tenant/budgets")
def handler(caller: Caller) -> BudgetsAnswer:
    return BudgetsAnswer.of(budget.of_today(workspace.load(caller.tenant_id)))
