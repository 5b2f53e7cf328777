"""Undoes resolving or assigning a conversation, shortly afterwards.

The conversation gets back its status, agent and wait, and the system message is removed. If it has changed since, so
that undoing would revert somebody else's work, it is refused. Reports still count the resolution.
"""

from typing import TYPE_CHECKING

from connextlive.chat import conversation as conversations
from connextlive.chat import visitor, visitor_presence
from connextlive.chat.conversation import UNDOABLE, Conversation
from connextlive.chat.message import PREFIX, Message, public_page
from connextlive.core.caller import Caller
from connextlive.core.errors import Refused
from connextlive.core.ids import ago, timestamp
from connextlive.identity import user
from connextlive.table import orm
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.chat.conversation import LastMessage, Undoable

LOOKED_BACK = 10  # messages
MOST_SINCE = 100  # messages that are written in two minutes, after the last of which an answer is looked for


@optimistic
def undo(caller: Caller, conversation_id: str, version: int) -> Conversation:
    """Undoes the caller's change, whose response had this version of the conversation."""
    conversation = conversations.load(caller.tenant_id, conversation_id)
    before = conversation.undoable
    if before is None or before["by"] != caller.id or before["version"] != version:
        conversations.seen(conversation, caller)  # an agent who gave it away may no longer see it, but may undo that
        raise Refused("There is nothing to undo any more", "NOTHING_TO_UNDO")
    if before["at"] < ago(UNDOABLE):
        raise Refused("Only what was done in the last two minutes can be undone", "TOO_LATE")
    conversation.check_no_spam()
    if not (_is_still_resolved if before["act"] == "RESOLVE" else _is_still_assigned)(conversation, before):
        raise Refused("This conversation has changed since, so that cannot be undone", "CHANGED_SINCE")
    if agent_id := before.get("agent_id"):
        user.load_assignable(caller.tenant_id, agent_id)
    was, message = conversation.assignment, _message(conversation, before)
    if message is not None and conversation.on_hold:
        raise conversations.held()
    _restore(conversation, before)
    with orm.transaction() as write:
        write.save(conversation)
        conversations.check_assignable(write, was, conversation)
        if message is not None:
            write.save(message, condition=Message.pk.exists())
            _check_no_hold(write, conversation)
    return conversation


def _check_no_hold(write: orm.TransactWrite, conversation: Conversation) -> None:
    """Refuses to delete the system message while the conversation's visitor is on legal hold."""
    visitor_presence.check_deletable(conversation.tenant_id, conversation.visitor_id)
    key = visitor.pk(conversation.tenant_id, conversation.visitor_id), visitor.SK
    write.condition_check(visitor.Visitor, *key, condition=visitor.Visitor.on_hold.does_not_exist())


def _is_still_resolved(conversation: Conversation, before: "Undoable") -> bool:
    rating = conversation.rating
    return (
        conversation.is_resolved
        and conversation.closed_at == before["at"]
        and conversation.last_message_id == before.get("message_id")
        and conversation.messages_edited_at == before.get("messages_edited_at")
        and (rating is None or rating["closed_at"] != conversation.closed_at)
    )


def _is_still_assigned(conversation: Conversation, before: "Undoable") -> bool:
    """Whether the new agent still has it, and nobody has answered or closed it since."""
    is_theirs = (conversation.held_since or "") >= before["at"] and conversation.agent_id != before.get("agent_id")
    is_same = conversation.status != "CLOSED" and (conversation.opened_at or "") <= before["at"]
    return is_theirs and is_same and not _is_answered(conversation, before["at"])


def _is_answered(conversation: Conversation, since: str) -> bool:
    """Whether an agent has answered since then, even if the visitor wrote after that."""
    last = conversation.last_message
    if last is None or last["created_at"] <= since:
        return False
    said, _ = public_page(conversation.tenant_id, conversation.id, MOST_SINCE, None, newest_first=True)
    return any(one["sender_type"] == "AGENT" and one["created_at"] > since for one in said)


def _message(conversation: Conversation, before: "Undoable") -> Message | None:
    """The system message, which is no longer shown to anybody."""
    message_id = before.get("message_id")
    message = Message.find(conversation.pk, PREFIX + message_id) if message_id else None
    if message is not None:
        message.content, message.deleted_at = "", timestamp()
        conversation.messages_edited_at = message.deleted_at
    return message


def _last_message(conversation: Conversation, before: "Undoable") -> "LastMessage | None":
    """The last message before the system's, without those of earlier resolutions that were undone."""
    start = before.get("message_id")
    said, _ = public_page(conversation.tenant_id, conversation.id, LOOKED_BACK, start, newest_first=True)
    shown = (one for one in reversed(said) if one["sender_type"] != "SYSTEM" or not one.get("deleted_at"))
    return next(map(conversations.last_message_of, shown), None)


def _restore(conversation: Conversation, before: "Undoable") -> None:
    conversation.agent_id, conversation.held_since = before.get("agent_id"), before.get("held_since")
    conversation.agent = None
    conversation.status = before["status"]
    conversation.undoable = None
    if before["act"] == "RESOLVE":
        # An assignment has changed neither, but the visitor may have written since, or somebody snoozed it.
        conversation.waiting_since = before.get("waiting_since")
        conversation.snoozed_until = before.get("snoozed_until")
        conversation.closed_at = conversation.closed_by = conversation.closed_agent_id = None
        conversation.is_resolved = False
        conversation.last_message = _last_message(conversation, before)
        if conversation.visitor_first_unread_id == before.get("message_id"):
            conversation.visitor_unread_count, conversation.visitor_first_unread_id = 0, None
        elif conversation.visitor_unread_count:
            conversation.visitor_unread_count -= 1
    conversation.touch(timestamp())
