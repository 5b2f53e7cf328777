"""ON agent.invited: mails the invitation's link."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.core.errors import NotFound
from connextlive.email import letters, sending
from connextlive.identity import invitation, workspace


@consumer
def handler(detail: dict[str, Any]) -> None:
    try:
        invited = invitation.load(detail["tenantId"], detail["invitationId"])
    except NotFound:
        return  # withdrawn or accepted before the mail went out
    place = workspace.load(invited.tenant_id)
    link = sending.link("/accept-invite", invitation.token(invited.tenant_id, invited.id, invited.nonce))
    written = letters.invitation(place.language, place.name, invited.name, link)
    sending.send(place, f"invitation#{invited.id}#{invited.nonce}", invited.email, written)
