"""Changes of a visitor's mood while their conversation is open: displeased, or no longer so."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from connextlive.chat import conversation as conversations
from connextlive.core.errors import NotFound
from connextlive.core.ids import timestamp
from connextlive.events.domain import Change, envelope, is_of
from connextlive.events.types import MoodDue, Sentiment
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.chat.conversation import LastMessage, Mood
    from connextlive.generated.values import ConversationValues


def due(changes: Iterable[Change]) -> Iterator[MoodDue]:
    """The messages to examine, of workspaces with this setting; no other messages are put into the queue."""
    for change in changes:
        if not is_of(change, "conversation") or change.after is None or change.after.get("spam_since"):
            continue
        if last := _written(change.before, change.after):
            ids = {"conversation_id": change.after["id"], "message_id": last["id"]}
            yield MoodDue(**envelope(change, "mood"), **ids)


def _written(before: "ConversationValues | None", after: "ConversationValues") -> "LastMessage | None":
    """The visitor's message in this change, if there is one."""
    last = after.get("last_message")
    if last is None or last["sender_type"] != "VISITOR" or last["id"] != after.get("last_message_id"):
        return None
    return last if before is None or before.get("last_message_id") != last["id"] else None


def turns(before: "Mood | None", now: Sentiment) -> bool:
    """Whether a mood is news: a person has to step in, or no longer. Contentment counts as no mood."""
    return (before is not None and before["value"] == "NEGATIVE") != (now == "NEGATIVE")


@optimistic
def note(tenant_id: str, conversation_id: str, now: Sentiment, message_id: str) -> None:
    """Stores the mood as of a visitor's message, unless a later message was examined, or the conversation is closed."""
    try:
        conversation = conversations.load(tenant_id, conversation_id)
    except NotFound:
        return
    before = conversation.mood
    if conversation.is_spam or conversation.status == "CLOSED" or not turns(before, now):
        return
    if before is not None and before["message_id"] >= message_id:
        return
    at = timestamp()
    conversation.mood = {"value": now, "since": at, "message_id": message_id}
    conversation.touch(at)
    conversation.save()
