"""ON message.created: mails an agent's message to a visitor who has left without seeing it, once until they return."""

from typing import Any

from connextlive import mail, tokens
from connextlive.consumers import consumer
from connextlive.errors import NotFound
from connextlive.models import conversation, message, session, visitor, workspace
from connextlive.models.base import Raw
from connextlive.models.conversation import Conversation
from connextlive.presence import is_online
from connextlive.texts import UNSEEN_MESSAGES


@consumer
def handler(detail: dict[str, Any]) -> None:
    tenant_id, conversation_id = detail["tenantId"], detail["conversationId"]
    try:
        person = visitor.read(tenant_id, conversation.read(tenant_id, conversation_id)["visitor_id"])
        if is_online(person["last_seen_at"], person.get("left_at")) or not person.get("user_email"):
            return
        held = conversation.note_mail(tenant_id, conversation_id, person["last_seen_at"])
    except NotFound:
        return  # deleted before the mail went out
    if held is not None:
        try:
            send(person, held)
        except Exception:
            conversation.forget_mail(tenant_id, conversation_id)
            raise


def send(person: Raw, held: Conversation) -> None:
    """Mails all that the visitor has not seen, with a link that resumes the conversation."""
    place = workspace.load(held.tenant_id)
    subject, text = UNSEEN_MESSAGES[place.language]
    claims = tokens.Claims(held.tenant_id, person["id"], "VISITOR", key_id=person["key_id"])
    said = [
        unseen["content"] or ", ".join(file["file_name"] for file in unseen["attachments"])
        for unseen in message.unseen_by_visitor(held)
    ]
    mail.send(
        person["user_email"],
        subject.format(workspace=place.name),
        text.format(
            name=f" {person['user_name']}" if person.get("user_name") else "",
            messages="\n\n".join(said),
            link=mail.link_to_page(session.trusted_page(person), tokens.issue(claims)[0]),
        ),
    )
