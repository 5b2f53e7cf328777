"""ON several events: learns topics from what people confirm or correct, and forgets deleted conversations."""

from connextlive.lambdas.consumer import consumer
from connextlive.analysis import examples
from connextlive.events.types import ConversationDeleted, ConversationReviewed


@consumer
def handler(event: ConversationReviewed | ConversationDeleted) -> None:
    examples.learn(event.tenant_id, event.conversation_id)
