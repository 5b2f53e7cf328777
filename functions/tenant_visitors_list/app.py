"""GET /api/tenant/visitors: lists visitors, most recently seen first, with the workspace's visitor statistics."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor
from connextlive.chat.schemas.visitor_lists import TenantVisitorsQuery, Visitors
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/visitors", limit="search")
def handler(caller: Caller, query: TenantVisitorsQuery) -> Visitors:
    page = visitor.list_page(
        caller.tenant_id,
        search=("visitors", query.search),
        tags=query.tags,
        site_id=query.site_id,
        online=query.is_online,
        limit=query.limit,
        offset=query.offset,
        cursor=query.cursor,
    )
    return Visitors.of(page, query)
