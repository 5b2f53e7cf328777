"""POST /api/widget/messages: the visitor writes; the first message opens a conversation, one to a closed reopens it."""

from connextlive.http import Caller, endpoint
from connextlive.models import message, people
from connextlive.schemas.sending import SayBody
from connextlive.schemas.widget_messages import SaidAnswer


@endpoint("POST", "/api/widget/messages", idempotent=True)
def handler(caller: Caller, body: SayBody) -> SaidAnswer:
    said, conversation = message.send_as_visitor(caller.tenant_id, caller.id, body.draft())
    return SaidAnswer.of(said, people.as_now(conversation, said))
