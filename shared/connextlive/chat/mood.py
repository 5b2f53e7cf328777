"""A visitor's mood as it turns, while their conversation is open: displeased, or no longer so."""

from typing import TYPE_CHECKING

from connextlive.chat import conversation as conversations
from connextlive.core.errors import NotFound
from connextlive.core.ids import timestamp
from connextlive.events.types import Sentiment
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.chat.conversation import Mood


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
