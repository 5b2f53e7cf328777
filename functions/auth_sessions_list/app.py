"""GET /api/auth/sessions: lists the user's sessions, with the last use of each."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import user_session
from connextlive.identity.schemas.sessions import Sessions


@endpoint("GET", "/api/auth/sessions")
def handler(caller: Caller) -> Sessions:
    return Sessions.of(user_session.all_of(caller.tenant_id, caller.id), caller.session_id)
