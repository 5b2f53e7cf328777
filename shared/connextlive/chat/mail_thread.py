"""The headers and names that all mails about a conversation share.

Mail programs show the mails of a conversation, and the visitor's answers, as one thread: each refers to an ID of the
conversation, which no mail has, and to the last answer (RFC 5322, 3.6.4). The IDs of our own mails are assigned by SES,
so they are not known before sending.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from connextlive.chat.conversation import Conversation
from connextlive.core.environment import environment
from connextlive.email.messages import Email

if TYPE_CHECKING:
    from connextlive.generated.values import MessageValues


def of(conversation: Conversation, email: Email) -> Email:
    """The mail with its conversation's thread headers; agents are notified if it bounces."""
    domain = environment.inbound_mail_domain or environment.mail_from.rpartition("@")[2]
    thread = f"<{conversation.id}@{domain}>"
    headers = {"In-Reply-To": conversation.mail_id or thread, "References": thread}
    if conversation.mail_id:
        headers["References"] += f" {conversation.mail_id}"
    tags = {"tenant": conversation.tenant_id, "conversation": conversation.id}
    return replace(email, headers=headers, tags=tags)


def author(message: "MessageValues", shows_names: bool, workspace_name: str) -> str:
    """The name that a mail shows as the author of a message from the workspace."""
    return (shows_names and message.get("sender_name")) or workspace_name


def files(message: "MessageValues") -> str:
    """The names of a message's files, without removed ones."""
    return ", ".join(file["file_name"] for file in message["attachments"] if not file.get("removed_at"))
