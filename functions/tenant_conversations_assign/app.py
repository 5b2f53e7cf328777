"""POST /api/tenant/conversations/{id}/assign: gives a conversation to an agent, or moves it to another."""

from connextlive.http import Caller, endpoint
from connextlive.models import conversation, people
from connextlive.schemas.conversations import AssignBody, ConversationAnswer


@endpoint("POST", "/api/tenant/conversations/{id}/assign", idempotent=True)
def handler(caller: Caller, id: str, body: AssignBody) -> ConversationAnswer:
    assigned = conversation.assign(caller.tenant_id, id, body.agent_id)
    return ConversationAnswer.of(people.as_now(assigned))
