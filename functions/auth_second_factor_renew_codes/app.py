"""POST /api/auth/second-factor/recovery-codes: returns ten new recovery codes, which replace the previous ones."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import second_factor, user
from connextlive.identity.schemas.second_factor import CodeBody, RecoveryCodes


@endpoint("POST", "/api/auth/second-factor/recovery-codes", limit="password", audit="user.recovery_codes_renewed")
def handler(caller: Caller, body: CodeBody) -> RecoveryCodes:
    person = user.load_present(caller.tenant_id, caller.id)
    return RecoveryCodes(recovery_codes=second_factor.renew_codes(person, body.code))
