"""POST /api/agent/conversations/{id}/assign: transfers a conversation that the caller holds to another agent."""

from connextlive.http import Caller, endpoint
from connextlive.models import conversation, user
from connextlive.schemas.conversations import AssignBody, ConversationAnswer


@endpoint("POST", "/api/agent/conversations/{id}/assign", idempotent=True)
def handler(caller: Caller, id: str, body: AssignBody) -> ConversationAnswer:
    conversation.load(caller.tenant_id, id).check_held_by(caller.id)
    agent = user.load_assignable(caller.tenant_id, body.agent_id)
    return ConversationAnswer.of(conversation.assign(caller.tenant_id, id, agent.card(), held_by=caller.id))
