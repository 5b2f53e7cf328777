"""The email about messages that a visitor left without seeing. Imported by whoever sends one, which is rare: templates
take time to import.

Mail programs show the mails of a conversation, and the visitor's answers, together: each refers to an ID of the
conversation, which no mail has, and to the last answer (RFC 5322, 3.6.4). SES gives our own mails IDs that nobody knows
before they are sent.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from connextlive.chat import mailed_code, message, reply_address, session
from connextlive.chat.conversation import Conversation
from connextlive.core.environment import environment
from connextlive.email import links, messages
from connextlive.email.messages import Email, Quote
from connextlive.identity import people
from connextlive.identity.workspace import Workspace

if TYPE_CHECKING:
    from connextlive.generated.values import VisitorValues


def about(conversation: Conversation, gone_since: str) -> tuple[str, ...]:
    """The occasion of the email, which is sent once until the visitor returns, or answers it."""
    return ("unseen", conversation.id, gone_since, *filter(None, [conversation.mail_id]))


def email(
    workspace: Workspace, visitor: "VisitorValues", conversation: Conversation, shows_names: bool, at: str
) -> tuple[Email, str | None]:
    """Everything the visitor has not seen, with a link that resumes the conversation once, as of that time; and the
    address to answer it at."""
    unseen = message.unseen_by_visitor(conversation)
    people.add_current_names(conversation.values, unseen)
    quotes = [
        Quote(
            (shows_names and one.get("sender_name")) or workspace.name,
            one["content"] or ", ".join(file["file_name"] for file in one["attachments"]),
        )
        for one in unseen
    ]
    link = links.to_page(session.page_to_return_to(visitor), mailed_code.of(visitor, at))
    reply_to = reply_address.of(visitor, conversation.id, unseen[-1]["created_at"]) if unseen else None
    made = messages.unseen_messages(
        workspace.language,
        workspace=workspace.name,
        name=visitor.get("user_name"),
        quotes=quotes,
        link=link,
        can_be_answered=reply_to is not None,
    )
    domain = environment.inbound_mail_domain or environment.mail_from.rpartition("@")[2]
    thread = f"<{conversation.id}@{domain}>"
    headers = {"In-Reply-To": conversation.mail_id or thread, "References": thread}
    if conversation.mail_id:
        headers["References"] += f" {conversation.mail_id}"
    tags = {"tenant": conversation.tenant_id, "conversation": conversation.id}
    return replace(made, headers=headers, tags=tags), reply_to
