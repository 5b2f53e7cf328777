"""ON user.reset_requested: emails the password reset link."""

from connextlive.lambdas.consumer import consumer
from connextlive.email import links, messages, sending
from connextlive.events.types import UserResetRequested
from connextlive.identity import password_reset, user
from connextlive.identity import workspace as workspaces


@consumer
def handler(event: UserResetRequested) -> None:
    person = user.find(event.tenant_id, event.user_id)
    if person is None or person.reset_nonce is None:
        return  # removed, or already reset
    workspace = workspaces.load(person.tenant_id)
    link = links.to_application("/reset-password", password_reset.token(person, person.reset_nonce))
    email = messages.password_reset(workspace.language, workspace=workspace.name, name=person.name, link=link)
    about = ("reset", person.id, person.reset_nonce)
    sending.send(email, person.email, tenant_id=workspace.id, about=about, reply_to=workspace.contact_email)
