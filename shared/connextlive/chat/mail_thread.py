"""What the mails about a conversation have in common.

Mail programs show the mails of a conversation, and the visitor's answers, together: each refers to an ID of the
conversation, which no mail has, and to the last answer (RFC 5322, 3.6.4). SES gives our own mails IDs that nobody knows
before they are sent.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from connextlive.chat.conversation import Conversation
from connextlive.core.environment import environment
from connextlive.email.messages import Email

if TYPE_CHECKING:
    from connextlive.generated.values import MessageValues


def of(conversation: Conversation, email: Email) -> Email:
    """The mail as one of its conversation's, of which agents are told if it comes back."""
    domain = environment.inbound_mail_domain or environment.mail_from.rpartition("@")[2]
    thread = f"<{conversation.id}@{domain}>"
    headers = {"In-Reply-To": conversation.mail_id or thread, "References": thread}
    if conversation.mail_id:
        headers["References"] += f" {conversation.mail_id}"
    tags = {"tenant": conversation.tenant_id, "conversation": conversation.id}
    return replace(email, headers=headers, tags=tags)


def author(message: "MessageValues", shows_names: bool, workspace_name: str) -> str:
    """Whom a mail names as the author of what the workspace has written."""
    return (shows_names and message.get("sender_name")) or workspace_name


def files(message: "MessageValues") -> str:
    """The names of a message's files, without those that were removed."""
    return ", ".join(file["file_name"] for file in message["attachments"] if not file.get("removed_at"))
