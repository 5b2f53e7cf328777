"""PUT /api/agent/conversations/{id}/resolution: confirms or corrects the analysis of a conversation."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import review
from connextlive.chat.schemas.conversations import ConversationAnswer
from connextlive.chat.schemas.resolutions import ReviewBody
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("PUT", "/api/agent/conversations/{id}/resolution")
def handler(caller: Caller, id: str, body: ReviewBody) -> ConversationAnswer:
    reviewed = review.record(caller.tenant_id, id, caller.id, body.changes(), caller)
    return ConversationAnswer.of(people.with_current_names(reviewed))
