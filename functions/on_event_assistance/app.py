"""ON several events: makes summaries of conversations for whom they are assigned to, and notices when a visitor's mood
turns, as far as the workspace wants it and its daily budget allows it."""

from connextlive.lambdas.consumer import consumer
from connextlive.analysis import mood, summaries
from connextlive.events.types import ConversationAssigned, MessageCreated


@consumer(where={"senderType": ["VISITOR", {"exists": False}]})  # an assignment has no sender
def handler(event: ConversationAssigned | MessageCreated) -> None:
    if isinstance(event, ConversationAssigned):
        summaries.on_assignment(event)
    else:
        mood.watch(event)
