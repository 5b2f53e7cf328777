"""GET /api/agent/visitors/{id}: returns a visitor's profile and page views."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor
from connextlive.chat.schemas.visitors import VisitorWithPagesAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/agent/visitors/{id}")
def handler(caller: Caller, id: str) -> VisitorWithPagesAnswer:
    return VisitorWithPagesAnswer.of_both(visitor.read_with_page_views(caller.tenant_id, id, caller))
