"""POST /api/tenant/visitors/{id}/unmerge: undoes the merge of a visitor into another one, for a day."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor_merge
from connextlive.chat.schemas.visitors import VisitorAnswer
from connextlive.core.caller import Caller


@endpoint("POST", "/api/tenant/visitors/{id}/unmerge", audit="visitor.unmerged")
def handler(caller: Caller, id: str) -> VisitorAnswer:
    return VisitorAnswer.of(visitor_merge.unmerge(caller.tenant_id, id))
