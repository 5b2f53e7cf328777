"""ON conversation.deleted: deletes the conversation's messages, files and row in an export, and deliveries about it."""

from connextlive.lambdas.consumer import consumer
from connextlive.chat import conversation_export, removal
from connextlive.core.environment import environment
from connextlive.events.types import ConversationDeleted
from connextlive.lambdas.queue import look_again
from connextlive.webhooks import delivery

WAIT = 60  # seconds


@consumer
def handler(event: ConversationDeleted) -> None:
    if not removal.of_conversation(event.tenant_id, event.conversation_id):
        look_again(environment.conversation_deletion_queue_url, event, 0)
        return
    if not conversation_export.forget(event.tenant_id, event.conversation_id):
        look_again(environment.conversation_deletion_queue_url, event, WAIT)  # while one is being made
        return
    delivery.forget(event.tenant_id, event.conversation_id)
