"""PUT /api/tenant/conversations/{id}/status: sets the status by hand, without what resolving brings along."""

from connextlive.http import Caller, endpoint
from connextlive.models import conversation, people
from connextlive.schemas.conversations import ConversationAnswer, StatusBody


@endpoint("PUT", "/api/tenant/conversations/{id}/status")
def handler(caller: Caller, id: str, body: StatusBody) -> ConversationAnswer:
    changed = conversation.set_status(caller.tenant_id, id, body.status, caller.id)
    return ConversationAnswer.of(people.as_now(changed))
