"""ON agent.invited: emails the invitation link."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.core.errors import NotFound
from connextlive.email import links, messages, sending
from connextlive.identity import invitation, workspace


@consumer
def handler(detail: dict[str, Any]) -> None:
    try:
        invited = invitation.load(detail["tenantId"], detail["invitationId"])
    except NotFound:
        return  # withdrawn or accepted in the meantime
    place = workspace.load(invited.tenant_id)
    link = links.to_application("/accept-invite", invitation.token(invited.tenant_id, invited.id, invited.nonce))
    email = messages.invitation(place.language, workspace=place.name, name=invited.name, link=link)
    about = f"invitation#{invited.id}#{invited.nonce}"
    sending.send(email, invited.email, tenant_id=place.id, about=about, reply_to=place.contact_email)
