"""ON agent.invited: mails the invitation's link."""

from typing import Any

from connextlive import mail
from connextlive.consumers import consumer
from connextlive.errors import NotFound
from connextlive.models import invitation, workspace
from connextlive.texts import INVITATION


@consumer
def handler(detail: dict[str, Any]) -> None:
    try:
        invited = invitation.load(detail["tenantId"], detail["invitationId"])
    except NotFound:
        return  # withdrawn or accepted before the mail went out
    place = workspace.load(detail["tenantId"])
    subject, text = INVITATION[place.language]
    link = mail.link("/accept-invite", invitation.token(invited.tenant_id, invited.id, invited.nonce))
    mail.send(
        invited.email,
        subject.format(workspace=place.name),
        text.format(workspace=place.name, name=invited.name, link=link),
    )
