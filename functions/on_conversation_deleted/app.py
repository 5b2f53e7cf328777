"""ON conversation.deleted: deletes the conversation's messages and files."""

from connextlive.lambdas.consumer import consumer
from connextlive.chat import removal
from connextlive.events.types import ConversationDeleted


@consumer
def handler(event: ConversationDeleted) -> None:
    removal.of_conversation(event.tenant_id, event.conversation_id)
