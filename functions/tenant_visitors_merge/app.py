"""POST /api/tenant/visitors/{id}/merge: merges a visitor into another one, which can be undone for a day."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor_merge
from connextlive.chat.schemas.visitors import MergeBody, VisitorAnswer
from connextlive.core.caller import Caller


@endpoint("POST", "/api/tenant/visitors/{id}/merge", audit="visitor.merged")
def handler(caller: Caller, id: str, body: MergeBody) -> VisitorAnswer:
    return VisitorAnswer.of(visitor_merge.merge(caller.tenant_id, id, body.into_visitor_id, caller.id))
