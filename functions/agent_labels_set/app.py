"""PUT /api/agent/conversations/{id}/labels: replaces a conversation's labels, which the workspace must have."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation
from connextlive.chat.schemas.conversations import LabelsAnswer, LabelsBody
from connextlive.core.caller import Caller


@endpoint("PUT", "/api/agent/conversations/{id}/labels")
def handler(caller: Caller, id: str, body: LabelsBody) -> LabelsAnswer:
    labels = conversation.set_labels(caller.tenant_id, id, body.labels, texts=False, seen_by=caller)
    return LabelsAnswer(labels=labels)
