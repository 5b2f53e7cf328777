"""GET /api/tenant/sites: lists the sites that the widget is embedded on."""

from connextlive.http import Caller, endpoint
from connextlive.models import site
from connextlive.schemas.api_keys import Sites


@endpoint("GET", "/api/tenant/sites")
def handler(caller: Caller) -> Sites:
    return Sites.of(site.all_of(caller.tenant_id))
