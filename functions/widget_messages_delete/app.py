"""DELETE /api/widget/messages/{id}: deletes a message of the visitor's own, up to 15 minutes after it was sent."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import message_edit, visitor_conversation
from connextlive.chat.schemas.widget_conversations import OfConversation
from connextlive.chat.schemas.widget_messages import SaidAnswer
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("DELETE", "/api/widget/messages/{id}", limit="message")
def handler(caller: Caller, id: str, query: OfConversation) -> SaidAnswer:
    conversation_id = visitor_conversation.require_conversation(caller, query.conversation_id)["id"]
    deleted, conversation = message_edit.delete(caller, conversation_id, id)
    return SaidAnswer.of(deleted.values, people.with_current_names(conversation, deleted))
