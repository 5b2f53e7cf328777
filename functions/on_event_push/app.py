"""ON several events: sends push notifications to agents about their conversations and notes that mention
them, unless they have seen those already, and to leads when a visitor's mood turns."""

from connextlive.lambdas.consumer import consumer
from connextlive.events.types import AgentMentioned, ConversationAssigned, ConversationMoodChanged, MessageCreated
from connextlive.push.notifications import push


@consumer(where={"senderType": ["VISITOR", {"exists": False}]})  # assignments, moods and mentions have no sender
def handler(event: AgentMentioned | ConversationAssigned | ConversationMoodChanged | MessageCreated) -> None:
    push(event)
