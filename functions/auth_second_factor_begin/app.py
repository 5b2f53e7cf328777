"""POST /api/auth/second-factor: begins to set up two-factor authentication, and returns the secret for an app."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import login, second_factor, user
from connextlive.identity.schemas.second_factor import PasswordBody, SetupView


@endpoint("POST", "/api/auth/second-factor", limit="password")
def handler(caller: Caller, body: PasswordBody) -> SetupView:
    person = user.load_present(caller.tenant_id, caller.id)
    login.confirm_password(person, body.password)
    return SetupView.of(second_factor.begin(person))
