"""POST /api/tenant/agents: invites an agent by email; the link works once, for seven days."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import invitation
from connextlive.identity.schemas.agents import InvitationAnswer, InvitationView, InviteBody


@endpoint("POST", "/api/tenant/agents", idempotent=True, limit="invitation", audit="invitation.created")
def handler(caller: Caller, body: InviteBody) -> InvitationAnswer:
    invited = invitation.invite(caller.tenant_id, body.name, body.email)
    return InvitationAnswer(invitation=InvitationView.of(invited.values))
