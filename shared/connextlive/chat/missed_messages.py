"""The email about messages that a visitor left without seeing. Imported by whoever sends one, which is rare: templates
take time to import."""

from typing import TYPE_CHECKING

from connextlive.chat import mailed_code, message, session
from connextlive.chat.conversation import Conversation
from connextlive.email import links, messages
from connextlive.email.messages import Email, Quote
from connextlive.identity import people
from connextlive.identity.workspace import Workspace

if TYPE_CHECKING:
    from connextlive.generated.values import VisitorValues


def email(
    workspace: Workspace, visitor: "VisitorValues", conversation: Conversation, shows_names: bool, at: str
) -> Email:
    """Everything the visitor has not seen, with a link that resumes the conversation once, as of that time."""
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
    return messages.unseen_messages(
        workspace.language, workspace=workspace.name, name=visitor.get("user_name"), quotes=quotes, link=link
    )
