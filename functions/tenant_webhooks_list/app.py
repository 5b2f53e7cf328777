"""GET /api/tenant/webhooks: lists the workspace's webhooks."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.webhooks import webhook
from connextlive.webhooks.schemas.webhooks import Webhooks


@endpoint("GET", "/api/tenant/webhooks")
def handler(caller: Caller) -> Webhooks:
    return Webhooks.of(webhook.all_of(caller.tenant_id))
