"""GET /api/tenant/sites: lists the sites that embed the widget."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import site
from connextlive.identity.schemas.api_keys import CollectionQuery, Sites


@endpoint("GET", "/api/tenant/sites")
def handler(caller: Caller, query: CollectionQuery) -> Sites:
    return Sites.of(site.page(caller.tenant_id, query.limit, query.cursor), query)
