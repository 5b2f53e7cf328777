"""The emails with a conversation's transcript, and with the request for a rating. Imported only where one is sent,
because templates take time to import.

A transcript has what the visitor can read in the widget: no notes, no deleted messages, and names of files, without
removed ones. It has no link that opens the conversation, because transcripts are forwarded.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from connextlive.chat import mail_thread, mailed_rating, message, reply_address
from connextlive.chat.conversation import Conversation
from connextlive.core import zones
from connextlive.core.i18n import translator
from connextlive.email import links, messages
from connextlive.email.messages import Email, Quote
from connextlive.identity import people
from connextlive.identity.workspace import Workspace
from connextlive.rendering.formats import Formats

if TYPE_CHECKING:
    from connextlive.generated.values import MessageValues, VisitorValues

MOST, LONGEST = 500, 200_000  # messages and characters: the end of a longer conversation


def transcript(
    workspace: Workspace, visitor: "VisitorValues", conversation: Conversation, shows_names: bool, asks: bool
) -> tuple[Email, str | None]:
    """The transcript, with a request for a rating if `asks`; and the address for answers."""
    shown, is_whole = _shown(conversation)
    people.add_current_names(conversation.values, shown)
    _, formats, zone = translator(workspace.language), Formats(workspace.language), zones.of(workspace.timezone)

    def quote(one: "MessageValues") -> Quote:
        who = mail_thread.author(one, shows_names, workspace.name)
        if one["sender_type"] == "VISITOR":
            who = one.get("sender_name") or _("You")
        at = formats.moment(datetime.fromisoformat(one["created_at"]).astimezone(zone))
        return Quote(f"{who}, {at}", "\n".join(filter(None, (one["content"], mail_thread.files(one)))))

    reply_to = reply_address.of(visitor, conversation.id, shown[-1]["created_at"]) if shown else None
    made = messages.transcript(
        workspace.language,
        workspace=workspace.name,
        name=visitor.get("user_name"),
        quotes=[quote(one) for one in shown],
        is_whole=is_whole,
        rating_link=rating_link(conversation) if asks else None,
        can_be_answered=reply_to is not None,
    )
    return mail_thread.of(conversation, made), reply_to


def rating_request(workspace: Workspace, visitor: "VisitorValues", conversation: Conversation) -> Email:
    """The request for a rating, without transcript."""
    made = messages.rating_request(
        workspace.language,
        workspace=workspace.name,
        name=visitor.get("user_name"),
        link=rating_link(conversation),
    )
    return mail_thread.of(conversation, made)


def rating_link(conversation: Conversation) -> str:
    return links.to_application("/rating/", mailed_rating.token(conversation))


def _shown(conversation: Conversation) -> tuple[list["MessageValues"], bool]:
    """The messages that the visitor can read, oldest first, and whether these are all."""
    found, earlier = message.public_page(conversation.tenant_id, conversation.id, MOST, None, newest_first=True)
    shown: list[MessageValues] = []
    length = 0
    for one in reversed(found):
        if one.get("deleted_at") or not (one["content"] or mail_thread.files(one)):
            continue
        length += len(one["content"])
        if length > LONGEST:
            return shown[::-1], False
        shown.append(one)
    return shown[::-1], earlier is None
