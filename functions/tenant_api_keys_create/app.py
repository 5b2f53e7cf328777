"""POST /api/tenant/api-keys: creates an API key for a site; the key is returned only once."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import api_key
from connextlive.identity.schemas.api_keys import ApiKeyBody, NewApiKey


@endpoint("POST", "/api/tenant/api-keys", idempotent=True, audit="api_key.created")
def handler(caller: Caller, body: ApiKeyBody) -> NewApiKey:
    made, plain_key = api_key.create(caller.tenant_id, body.name, body.domains or [], body.status, body.site_id)
    return NewApiKey.of(made, plain_key)
