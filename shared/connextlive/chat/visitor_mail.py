"""The mails that a visitor gets about their conversation. Each is sent once per occasion, within the workspace's daily
budget, and never to a suppressed address."""

from functools import partial
from typing import TYPE_CHECKING

from connextlive.chat.conversation import Conversation
from connextlive.core.blocking import is_blocked
from connextlive.core.environment import environment
from connextlive.core.presence import is_online, lapses_in
from connextlive.events.types import ConversationResolved, ConversationTranscriptRequested, Event, MessageCreated
from connextlive.identity import workspace as workspaces
from connextlive.identity.workspace import Workspace
from connextlive.lambdas.queue import look_again

if TYPE_CHECKING:
    from connextlive.email.messages import Email
    from connextlive.generated.values import VisitorValues
    from connextlive.identity.schemas.settings import Settings


def tell_of_unseen(event: MessageCreated, conversation: Conversation, person: "VisitorValues") -> None:
    """Mails the messages that a visitor who has left has not seen, once until they return."""
    unseen, gone_since = conversation.visitor_first_unread_id, person["last_seen_at"]
    if unseen is None or unseen > event.message_id:
        return  # they have seen this one; of later ones there are other events
    if _is_here(person):
        # They may still leave without having seen it. One check covers all messages they have not seen.
        if unseen == event.message_id:
            _look_again(event, person)
        return
    from connextlive.chat import missed_messages  # most messages are seen in time

    workspace, settings = _workspace(conversation)
    if not workspace.may_mail or (settings.notifications and settings.notifications.email is False):
        return
    about = missed_messages.about(conversation, gone_since)
    email, reply_to = missed_messages.email(workspace, person, conversation, _names(settings), event.occurred_at)
    _send(workspace, person, email, about, reply_to)


def send_transcript(
    event: ConversationTranscriptRequested, conversation: Conversation, person: "VisitorValues"
) -> None:
    """Mails a requested transcript."""
    workspace, settings = _workspace(conversation)
    if not workspace.may_mail:
        return
    from connextlive.chat import transcript_mail  # few ask for one

    email, reply_to = transcript_mail.transcript(workspace, person, conversation, _names(settings), asks=False)
    _send(workspace, person, email, ("transcript", conversation.id, event.event_id), reply_to)


def conclude(event: ConversationResolved, conversation: Conversation, person: "VisitorValues") -> None:
    """Mails a visitor who has left the transcript or the request for a rating of their resolved conversation, as the
    workspace has set: in one mail, once per resolution, unless it was undone or the conversation continues."""
    if not conversation.is_resolved or is_blocked(person.get("blocked_until")):
        return
    workspace = workspaces.load(conversation.tenant_id)
    if not workspace.settings.get("mail"):
        return  # most workspaces want nothing
    _, settings = _workspace(conversation, workspace)
    wants = settings.mail
    asks = wants is not None and wants.rating is True and not conversation.is_rated
    sends = wants is not None and wants.transcript is True
    if not workspace.may_mail or not (asks or sends):
        return
    if _is_here(person):
        _look_again(event, person)
        return
    from connextlive.chat import transcript_mail  # the rest of it sends nothing

    about = ("resolved", conversation.id, conversation.closed_at or "")
    if sends:
        email, reply_to = transcript_mail.transcript(workspace, person, conversation, _names(settings), asks)
    else:
        email, reply_to = transcript_mail.rating_request(workspace, person, conversation), None
    _send(workspace, person, email, about, reply_to)


def _is_here(person: "VisitorValues") -> bool:
    return is_online(person["last_seen_at"], person.get("left_at"))


def _look_again(event: Event, person: "VisitorValues") -> None:
    look_again(environment.email_queue_url, event, lapses_in(person["last_seen_at"]) + 1)


def _workspace(conversation: Conversation, known: Workspace | None = None) -> "tuple[Workspace, Settings]":
    from connextlive.identity.schemas.settings import Settings  # most events are no mail

    workspace = known or workspaces.load(conversation.tenant_id)
    return workspace, Settings.of(workspace.settings)


def _names(settings: "Settings") -> bool:
    """Whether visitors see agents' names."""
    return settings.widget is None or settings.widget.show_agent_names is not False


def _send(
    workspace: Workspace, person: "VisitorValues", email: "Email", about: tuple[str, ...], reply_to: str | None
) -> None:
    from connextlive.email import sending
    from connextlive.identity import budget

    to, spend = person.get("user_email") or "", partial(budget.mail, workspace)
    sending.send(
        email, to, tenant_id=workspace.id, about=about, reply_to=reply_to or workspace.contact_email, spend=spend
    )
