"""A visitor's mood as it turns, while their conversation is open: displeased, or no longer so."""

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
    """Which messages are to be looked at, of workspaces that watch moods: of all others, no queue is told."""
    for change in changes:
        if not is_of(change, "conversation") or change.after is None or change.after.get("spam_since"):
            continue
        if last := _written(change.before, change.after):
            ids = {"conversation_id": change.after["id"], "message_id": last["id"]}
            yield MoodDue(**envelope(change, "mood"), **ids)


def _written(before: "ConversationValues | None", after: "ConversationValues") -> "LastMessage | None":
    """What the visitor wrote with this change, if they did."""
    last = after.get("last_message")
    if last is None or last["sender_type"] != "VISITOR" or last["id"] != after.get("last_message_id"):
        return None
    return last if before is None or before.get("last_message_id") != last["id"] else None


def turns(before: "Mood | None", now: Sentiment) -> bool:
    """Whether a mood is news: somebody must step in, or need not any more. Contentment is the same as no mood."""
    return (before is not None and before["value"] == "NEGATIVE") != (now == "NEGATIVE")


@optimistic
def note(tenant_id: str, conversation_id: str, now: Sentiment, message_id: str) -> None:
    """Notes the mood as of a message of the visitor, unless a later one has been looked at, or nobody can step in."""
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
