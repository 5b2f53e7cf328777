"""GET /api/auth/second-factor: tells whether the user has two-factor authentication, and whether they need it."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import second_factor, workspace
from connextlive.identity.schemas.second_factor import SecondFactorView


@endpoint("GET", "/api/auth/second-factor")
def handler(caller: Caller) -> SecondFactorView:
    found = second_factor.find(caller.tenant_id, caller.id)
    return SecondFactorView.of(found, workspace.requires_second_factor(caller.tenant_id))
