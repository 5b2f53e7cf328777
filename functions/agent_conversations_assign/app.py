"""POST /api/agent/conversations/{id}/assign: transfers a conversation that the caller holds to another agent."""

from connextlive.http import Caller, endpoint
from connextlive.models import conversation, people
from connextlive.schemas.conversations import AssignBody, ConversationAnswer


@endpoint("POST", "/api/agent/conversations/{id}/assign", idempotent=True)
def handler(caller: Caller, id: str, body: AssignBody) -> ConversationAnswer:
    assigned = conversation.assign(caller.tenant_id, id, body.agent_id, held_by=caller.id)
    return ConversationAnswer.of(people.as_now(assigned))
