"""POST /api/tenant/sites/{id}/identity-secret: creates a new identity secret, returned only once."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import site
from connextlive.identity.schemas.api_keys import IdentitySecret


@endpoint("POST", "/api/tenant/sites/{id}/identity-secret", idempotent=True, audit="site.secret_rotated")
def handler(caller: Caller, id: str) -> IdentitySecret:
    rotated = site.rotate_secret(caller.tenant_id, id)
    return IdentitySecret(site_id=id, identity_secret=rotated.secret(rotated.secret_generation))
