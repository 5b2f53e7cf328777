"""PUT /api/tenant/conversations/{id}/status: sets the status; unlike resolving, it adds no message and no analysis."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation
from connextlive.chat.schemas.conversations import ConversationAnswer, StatusBody
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("PUT", "/api/tenant/conversations/{id}/status")
def handler(caller: Caller, id: str, body: StatusBody) -> ConversationAnswer:
    changed = conversation.set_status(caller.tenant_id, id, body.status, caller.id)
    return ConversationAnswer.of(people.with_current_names(changed))
