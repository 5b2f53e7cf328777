"""ON several events: summarizes conversations for agents whom they are assigned to, and notices when a visitor's mood
turns, if the workspace wants it and its daily budget allows it."""

from connextlive.lambdas.consumer import consumer
from connextlive.analysis import mood, summaries
from connextlive.events.types import ConversationAssigned, MoodDue


@consumer
def handler(event: ConversationAssigned | MoodDue) -> None:
    if isinstance(event, ConversationAssigned):
        summaries.on_assignment(event)
    else:
        mood.watch(event)
