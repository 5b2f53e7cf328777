"""PATCH /api/agent/messages/{id}: edits a message of the agent's own, up to 15 minutes after it was sent."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import attachment, message_edit
from connextlive.chat.schemas.sending import AgentEditBody, SendAnswer
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("PATCH", "/api/agent/messages/{id}", limit="message", audit="message.edited")
def handler(caller: Caller, id: str, body: AgentEditBody) -> SendAnswer:
    edited, conversation = message_edit.edit(caller, body.conversation_id, id, body.content)
    return SendAnswer.of(attachment.linked(edited.values), people.with_current_names(conversation, edited))
