"""GET /api/tenant/api-keys: lists the widget's API keys, of which only the hash is known."""

from connextlive.http import Caller, endpoint
from connextlive.models import api_key
from connextlive.schemas.api_keys import ApiKeys


@endpoint("GET", "/api/tenant/api-keys")
def handler(caller: Caller) -> ApiKeys:
    return ApiKeys.of(api_key.all_of(caller.tenant_id))
