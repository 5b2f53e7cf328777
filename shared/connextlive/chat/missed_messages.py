"""The email about messages that a visitor left without seeing. Imported only where one is sent, which is rare:
templates take time to import."""

from typing import TYPE_CHECKING

from connextlive.chat import mail_thread, mailed_code, message, reply_address, session
from connextlive.chat.conversation import Conversation
from connextlive.email import links, messages
from connextlive.email.messages import Email, Quote
from connextlive.identity import people
from connextlive.identity.workspace import Workspace

if TYPE_CHECKING:
    from connextlive.generated.values import VisitorValues


def about(conversation: Conversation, gone_since: str) -> tuple[str, ...]:
    """The occasion of the email. It is sent once per occasion: until the visitor returns or answers it."""
    return ("unseen", conversation.id, gone_since, *filter(None, [conversation.mail_id]))


def email(
    workspace: Workspace, visitor: "VisitorValues", conversation: Conversation, shows_names: bool, at: str
) -> tuple[Email, str | None]:
    """The messages that the visitor has not seen, with a link that resumes the conversation once, as of that time; and
    the address for answers."""
    unseen = message.unseen_by_visitor(conversation)
    people.add_current_names(conversation.values, unseen)
    quotes = [
        Quote(mail_thread.author(one, shows_names, workspace.name), one["content"] or mail_thread.files(one))
        for one in unseen
    ]
    link = links.to_page(session.page_to_return_to(visitor), mailed_code.of(visitor, at, conversation.id))
    reply_to = reply_address.of(visitor, conversation.id, unseen[-1]["created_at"]) if unseen else None
    made = messages.unseen_messages(
        workspace.language,
        workspace=workspace.name,
        name=visitor.get("user_name"),
        quotes=quotes,
        link=link,
        can_be_answered=reply_to is not None,
    )
    return mail_thread.of(conversation, made), reply_to
