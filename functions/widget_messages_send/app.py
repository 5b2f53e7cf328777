"""POST /api/widget/messages: sends a visitor's message, opening or reopening a conversation if needed."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import attachment, message
from connextlive.chat.schemas.sending import WidgetSayBody
from connextlive.chat.schemas.widget_messages import SaidAnswer
from connextlive.core.caller import Caller
from connextlive.identity import people
from connextlive.lambdas.request import Request


@endpoint("POST", "/api/widget/messages", idempotent=True, limit="message")
def handler(caller: Caller, body: WidgetSayBody, request: Request) -> SaidAnswer:
    known, draft = people.Known(), body.draft(idempotency_key=request.header("Idempotency-Key"))
    said, conversation = message.send_as_visitor(caller, draft, known)
    current = people.with_current_names(conversation, said, known=known)
    return SaidAnswer.of(attachment.linked(said.values), current)
