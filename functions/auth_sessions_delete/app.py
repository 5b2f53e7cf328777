"""DELETE /api/auth/sessions/{id}: ends one of the user's sessions; the ID `current` means this one."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import user_session
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/auth/sessions/{id}", audit="user.session_ended")
def handler(caller: Caller, id: str) -> Deleted:
    session_id = caller.session_id or "" if id == "current" else id
    user_session.end(caller.tenant_id, caller.id, session_id)
    return Deleted(id=session_id)
