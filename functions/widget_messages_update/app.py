"""PATCH /api/widget/messages/{id}: edits a message of the visitor's own, up to 15 minutes after it was sent."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import attachment, message_edit, visitor_conversation
from connextlive.chat.schemas.sending import WidgetEditBody
from connextlive.chat.schemas.widget_messages import SaidAnswer
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("PATCH", "/api/widget/messages/{id}", limit="message")
def handler(caller: Caller, id: str, body: WidgetEditBody) -> SaidAnswer:
    conversation_id = visitor_conversation.require_conversation(caller, body.conversation_id)["id"]
    edited, conversation = message_edit.edit(caller, conversation_id, id, body.content)
    return SaidAnswer.of(attachment.linked(edited.values), people.with_current_names(conversation, edited))
