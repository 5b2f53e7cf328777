"""POST /api/tenant/conversations/{id}/assign: assigns a conversation to an agent."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation
from connextlive.chat.schemas.conversations import AssignBody, ConversationAnswer
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("POST", "/api/tenant/conversations/{id}/assign", idempotent=True)
def handler(caller: Caller, id: str, body: AssignBody) -> ConversationAnswer:
    assigned = conversation.assign(caller.tenant_id, id, body.agent_id, actor_id=caller.id)
    return ConversationAnswer.of(people.with_current_names(assigned))
