"""POST /api/auth/second-factor/confirm: turns two-factor authentication on with the app's first code."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import second_factor, user, user_session
from connextlive.identity.schemas.second_factor import CodeBody, TurnedOn


@endpoint("POST", "/api/auth/second-factor/confirm", idempotent=True, limit="password", audit="user.second_factor_on")
def handler(caller: Caller, body: CodeBody) -> TurnedOn:
    person = user.load_present(caller.tenant_id, caller.id)
    codes = second_factor.confirm(person, body.code)
    issued = user_session.issue(person, caller.session_id) if caller.is_limited else None
    return TurnedOn.of(codes, person, issued)
