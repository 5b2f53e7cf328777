"""GET /api/tenant/tokens: lists the API tokens of other systems, without their text."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import api_token
from connextlive.identity.schemas.api_keys import CollectionQuery
from connextlive.identity.schemas.tokens import Tokens


@endpoint("GET", "/api/tenant/tokens")
def handler(caller: Caller, query: CollectionQuery) -> Tokens:
    return Tokens.of(api_token.page(caller.tenant_id, query.limit, query.cursor), query)
