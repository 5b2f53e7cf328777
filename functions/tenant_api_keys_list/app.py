"""GET /api/tenant/api-keys: lists the widget's API keys, without their secrets."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import api_key
from connextlive.identity.schemas.api_keys import ApiKeys, CollectionQuery


@endpoint("GET", "/api/tenant/api-keys")
def handler(caller: Caller, query: CollectionQuery) -> ApiKeys:
    return ApiKeys.of(api_key.page(caller.tenant_id, query.limit, query.cursor), query)
