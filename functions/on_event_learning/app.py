"""ON several events: learns topics from reviewed analyses, and forgets what was deleted or is spam."""

from connextlive.lambdas.consumer import consumer
from connextlive.analysis import examples
from connextlive.events.types import (
    ConversationDeleted,
    ConversationMarkedAsSpam,
    ConversationReviewed,
    ConversationUnmarkedAsSpam,
)


@consumer
def handler(
    event: ConversationReviewed | ConversationDeleted | ConversationMarkedAsSpam | ConversationUnmarkedAsSpam,
) -> None:
    examples.learn(event.tenant_id, event.conversation_id)
