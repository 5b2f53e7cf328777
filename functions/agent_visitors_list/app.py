"""GET /api/agent/visitors: lists visitors, most recently seen first, with the workspace's visitor statistics."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor
from connextlive.chat.schemas.visitor_lists import Visitors, VisitorsQuery
from connextlive.core.caller import Caller


@endpoint("GET", "/api/agent/visitors", limit="search")
def handler(caller: Caller, query: VisitorsQuery) -> Visitors:
    page = visitor.list_page(
        caller.tenant_id,
        search=("visitors_by_name", query.search),
        online=query.is_online,
        limit=query.limit,
        offset=query.offset,
        cursor=query.cursor,
        seen_by=caller,
    )
    return Visitors.of(page, query)
