"""ON agent.invited: emails the invitation link."""

from functools import partial

from connextlive.lambdas.consumer import consumer
from connextlive.core.errors import NotFound
from connextlive.email import links, messages, sending
from connextlive.events.types import AgentInvited
from connextlive.identity import budget, invitation
from connextlive.identity import workspace as workspaces


@consumer
def handler(event: AgentInvited) -> None:
    try:
        invited = invitation.load(event.tenant_id, event.invitation_id)
    except NotFound:
        return  # withdrawn or accepted in the meantime
    workspace = workspaces.load(invited.tenant_id)
    link = links.to_application("/accept-invite", invitation.token(invited.tenant_id, invited.id, invited.nonce))
    email = messages.invitation(workspace.language, workspace=workspace.name, name=invited.name, link=link)
    about = ("invitation", invited.id, invited.nonce)
    spend = partial(budget.mail, workspace)
    sending.send(
        email, invited.email, tenant_id=workspace.id, about=about, reply_to=workspace.contact_email, spend=spend
    )
