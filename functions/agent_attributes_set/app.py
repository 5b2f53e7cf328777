"""PUT /api/agent/conversations/{id}/attributes: sets custom attributes of a conversation, and of its visitor."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import attributes
from connextlive.chat.schemas.conversations import AttributesAnswer, AttributesBody
from connextlive.core.caller import Caller


@endpoint("PUT", "/api/agent/conversations/{id}/attributes")
def handler(caller: Caller, id: str, body: AttributesBody) -> AttributesAnswer:
    of_conversation, of_visitor = attributes.set_values(caller.tenant_id, id, body.attributes, seen_by=caller)
    return AttributesAnswer(attributes=of_conversation, visitor_attributes=of_visitor)
