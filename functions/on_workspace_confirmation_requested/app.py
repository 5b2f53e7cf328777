"""ON workspace.confirmation_requested: emails the owner a link to confirm their address."""

from connextlive.lambdas.consumer import consumer
from connextlive.email import links, messages, sending
from connextlive.events.types import WorkspaceConfirmationRequested
from connextlive.identity import confirmation, user
from connextlive.identity import workspace as workspaces


@consumer
def handler(event: WorkspaceConfirmationRequested) -> None:
    workspace, owner = workspaces.load(event.tenant_id), user.find(event.tenant_id, event.user_id)
    if workspace.confirmation is None or owner is None:
        return  # confirmed in the meantime
    link = links.to_application("/console/confirm-email", confirmation.token(workspace))
    email = messages.confirmation(workspace.language, workspace=workspace.name, name=owner.name, link=link)
    about = ("confirmation", owner.id, workspace.confirmation["nonce"])
    sending.send(email, owner.email, tenant_id=workspace.id, about=about, reply_to=None)
