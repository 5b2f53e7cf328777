"""ON several events: sends push notifications to agents about their conversations, unless they have seen it already."""

from connextlive.lambdas.consumer import consumer
from connextlive.events.types import ConversationAssigned, MessageCreated
from connextlive.push.notifications import push


@consumer(where={"senderType": ["VISITOR", {"exists": False}]})  # an assignment has no sender
def handler(event: ConversationAssigned | MessageCreated) -> None:
    push(event)
