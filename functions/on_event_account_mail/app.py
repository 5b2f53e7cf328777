"""ON several events: emails users the links for their own accounts: to set a new password, to confirm their address."""

from connextlive.lambdas.consumer import consumer
from connextlive.email import links, messages, sending
from connextlive.events.types import UserResetRequested, WorkspaceConfirmationRequested
from connextlive.identity import confirmation, password_reset, user
from connextlive.identity import workspace as workspaces


@consumer
def handler(event: UserResetRequested | WorkspaceConfirmationRequested) -> None:
    person = user.find(event.tenant_id, event.user_id)
    if person is None:
        return  # removed
    workspace = workspaces.load(person.tenant_id)
    if isinstance(event, UserResetRequested):
        if person.reset_nonce is None:
            return  # already reset
        link = links.to_application("/reset-password", password_reset.token(person, person.reset_nonce))
        email = messages.password_reset(workspace.language, workspace=workspace.name, name=person.name, link=link)
        about, reply_to = ("reset", person.id, person.reset_nonce), workspace.contact_email
    else:
        if workspace.confirmation is None:
            return  # confirmed in the meantime
        link = links.to_application("/console/confirm-email", confirmation.token(workspace))
        email = messages.confirmation(workspace.language, workspace=workspace.name, name=person.name, link=link)
        about, reply_to = ("confirmation", person.id, workspace.confirmation["nonce"]), None
    sending.send(email, person.email, tenant_id=workspace.id, about=about, reply_to=reply_to)
