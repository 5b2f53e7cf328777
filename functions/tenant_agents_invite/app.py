"""POST /api/tenant/agents: invites an agent by mail; the link works once, for seven days."""

from connextlive.http import Caller, endpoint
from connextlive.models import invitation
from connextlive.schemas.agents import InvitationAnswer, InvitationView, InviteBody


@endpoint("POST", "/api/tenant/agents", idempotent=True)
def handler(caller: Caller, body: InviteBody) -> InvitationAnswer:
    invited = invitation.invite(caller.tenant_id, body.name, body.email)
    return InvitationAnswer(invitation=InvitationView.of(invited.attribute_values))
