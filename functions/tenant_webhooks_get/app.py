"""GET /api/tenant/webhooks/{id}: one webhook, with whether it works."""

from connextlive.http import Caller, endpoint
from connextlive.models import webhook
from connextlive.schemas.webhooks import WebhookAnswer


@endpoint("GET", "/api/tenant/webhooks/{id}")
def handler(caller: Caller, id: str) -> WebhookAnswer:
    return WebhookAnswer.of(webhook.load(caller.tenant_id, id))
