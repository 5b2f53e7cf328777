"""POST /api/auth/register: creates a workspace for a company, with its owner."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.environment import environment
from connextlive.core.errors import Forbidden, Refused
from connextlive.identity import passwords, tenant, user_session
from connextlive.identity.schemas.auth import LoginAnswer, RegisterBody
from connextlive.lambdas.request import Request

IS_OPEN = environment.registration == "open"
PLAN = environment.new_tenant_plan
MUST_CONFIRM = environment.owner_confirmation == "required"


@endpoint("POST", "/api/auth/register", idempotent=True, limit="sign_up", audit="user.signed_up")
def handler(body: RegisterBody, request: Request) -> LoginAnswer:
    if not IS_OPEN:
        raise Forbidden("Registration is closed", "REGISTRATION_CLOSED")
    password_hash = passwords.hash_of(body.password)
    beginning = user_session.Beginning(request.address, request.user_agent)
    owner = tenant.register(body.company_name, body.name, body.email, password_hash, PLAN, not MUST_CONFIRM, beginning)
    if owner is None:
        raise Refused("This email address is already in use", "EMAIL_TAKEN")
    return LoginAnswer.of(owner, beginning.issued)
