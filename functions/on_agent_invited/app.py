"""ON agent.invited: mails the invitation's link."""

from typing import Any

from connextlive import letters, mail
from connextlive.consumers import consumer
from connextlive.errors import NotFound
from connextlive.models import invitation, workspace


@consumer
def handler(detail: dict[str, Any]) -> None:
    try:
        invited = invitation.load(detail["tenantId"], detail["invitationId"])
    except NotFound:
        return  # withdrawn or accepted before the mail went out
    place = workspace.load(invited.tenant_id)
    link = mail.link("/accept-invite", invitation.token(invited.tenant_id, invited.id, invited.nonce))
    written = letters.invitation(place.language, place.name, invited.name, link)
    mail.send(place, f"invitation#{invited.id}#{invited.nonce}", invited.email, written)
