"""Snoozed conversations: hidden until a time or the visitor's next message, whichever comes first."""

from connextlive.chat import conversation as conversations
from connextlive.chat.conversation import Conversation
from connextlive.chat.sight import Viewer
from connextlive.core.blocking import FOREVER
from connextlive.core.errors import Refused
from connextlive.core.ids import timestamp
from connextlive.table.writes import optimistic


@optimistic
def set_until(
    tenant_id: str, conversation_id: str, is_snoozed: bool, until: str | None, seen_by: Viewer | None = None
) -> Conversation:
    """Snoozes an open conversation until a time, or without one until the visitor writes; or ends the snooze. Repeating
    it changes nothing."""
    conversation = conversations.load(tenant_id, conversation_id, seen_by)
    conversation.check_no_spam()
    wanted = (until or FOREVER) if is_snoozed else None
    if conversation.snoozed_until == wanted:
        return conversation
    if conversation.status == "CLOSED":
        raise Refused("The conversation is closed", "CONVERSATION_CLOSED")
    at = timestamp()
    if wanted is None:
        conversation.wake(at)
    else:
        conversation.snoozed_until = wanted
        conversation.closing_at = None  # or it would be resolved by itself as it wakes
    conversation.touch(at)
    conversation.save()
    return conversation


@optimistic
def wake(tenant_id: str, conversation_id: str) -> Conversation:
    """Wakes a conversation whose time has come, at the top of its list."""
    conversation, at = conversations.load(tenant_id, conversation_id), timestamp()
    if conversation.snoozed_until and conversation.snoozed_until <= at:
        conversation.wake(at)
        conversation.last_activity_at = at
        conversation.touch(at)
        conversation.save()
    return conversation
