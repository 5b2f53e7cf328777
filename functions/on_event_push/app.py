"""ON several events: sends push notifications to agents about their conversations, unless they have seen it already,
and to leads when a visitor's mood turns."""

from connextlive.lambdas.consumer import consumer
from connextlive.events.types import ConversationAssigned, ConversationMoodChanged, MessageCreated
from connextlive.push.notifications import push


@consumer(where={"senderType": ["VISITOR", {"exists": False}]})  # an assignment or a mood has no sender
def handler(event: ConversationAssigned | ConversationMoodChanged | MessageCreated) -> None:
    push(event)
