"""PUT /api/tenant/conversations/{id}/hold: puts a conversation on legal hold, which prevents its deletion."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation
from connextlive.chat.schemas.conversations import ConversationAnswer, HoldBody
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("PUT", "/api/tenant/conversations/{id}/hold", audit="conversation.hold_changed")
def handler(caller: Caller, id: str, body: HoldBody) -> ConversationAnswer:
    return ConversationAnswer.of(people.with_current_names(conversation.hold(caller.tenant_id, id, body.on_hold)))
