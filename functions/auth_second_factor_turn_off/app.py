"""POST /api/auth/second-factor/turn-off: turns two-factor authentication off, unless the workspace requires it."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.core.errors import Refused
from connextlive.identity import login, second_factor, user, workspace
from connextlive.identity.schemas.second_factor import SecondFactorView, TurnOffBody


@endpoint("POST", "/api/auth/second-factor/turn-off", limit="password", audit="user.second_factor_off")
def handler(caller: Caller, body: TurnOffBody) -> SecondFactorView:
    if workspace.requires_second_factor(caller.tenant_id):
        raise Refused("Your workspace requires two-factor authentication", "SECOND_FACTOR_REQUIRED")
    person = user.load_present(caller.tenant_id, caller.id)
    login.confirm_password(person, body.password)
    second_factor.turn_off_with(person, body.code)
    return SecondFactorView(is_on=False, is_required=False, enabled_at=None, recovery_codes_left=0)
