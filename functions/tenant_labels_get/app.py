"""GET /api/tenant/conversations/{id}/labels: returns a conversation's labels."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation
from connextlive.chat.schemas.conversations import LabelsAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/conversations/{id}/labels")
def handler(caller: Caller, id: str) -> LabelsAnswer:
    return LabelsAnswer(labels=conversation.read(caller.tenant_id, id)["tags"])
