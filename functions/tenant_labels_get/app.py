"""GET /api/tenant/conversations/{id}/labels: returns a conversation's labels."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation
from connextlive.chat.schemas.conversations import LabelsAnswer
from connextlive.core.caller import Caller
from connextlive.core.together import together
from connextlive.identity import label


@endpoint("GET", "/api/tenant/conversations/{id}/labels")
def handler(caller: Caller, id: str) -> LabelsAnswer:
    found, known = together(lambda: conversation.read(caller.tenant_id, id), lambda: label.read(caller.tenant_id))
    return LabelsAnswer(labels=label.shown(known, found["tags"]))
