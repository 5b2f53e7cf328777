"""DELETE /api/agent/messages/{id}: deletes a message of the agent's own, up to 15 minutes after it was sent."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import message_edit
from connextlive.chat.schemas.sending import DeleteBody, SendAnswer
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("DELETE", "/api/agent/messages/{id}", limit="message", audit="message.deleted")
def handler(caller: Caller, id: str, body: DeleteBody) -> SendAnswer:
    deleted, conversation = message_edit.delete(caller, body.conversation_id, id)
    return SendAnswer.of(deleted.values, people.with_current_names(conversation, deleted))
