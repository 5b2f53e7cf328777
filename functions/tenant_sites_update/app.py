"""PATCH /api/tenant/sites/{id}: renames a site."""

from connextlive.http import Caller, endpoint
from connextlive.models import site
from connextlive.schemas.api_keys import SiteAnswer, SiteBody


@endpoint("PATCH", "/api/tenant/sites/{id}")
def handler(caller: Caller, id: str, body: SiteBody) -> SiteAnswer:
    return SiteAnswer.of(site.rename(caller.tenant_id, id, body.name))
