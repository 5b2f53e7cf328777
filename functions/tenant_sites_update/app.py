"""PATCH /api/tenant/sites/{id}: renames a site."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import site
from connextlive.identity.schemas.api_keys import SiteAnswer, SiteBody


@endpoint("PATCH", "/api/tenant/sites/{id}", audit="site.updated")
def handler(caller: Caller, id: str, body: SiteBody) -> SiteAnswer:
    return SiteAnswer.of(site.rename(caller.tenant_id, id, body.name))
