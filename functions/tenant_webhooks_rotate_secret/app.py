"""POST /api/tenant/webhooks/{id}/rotate-secret: creates a new secret, returned only once; both sign for a day."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.webhooks import webhook
from connextlive.webhooks.schemas.webhooks import WebhookSecret


@endpoint("POST", "/api/tenant/webhooks/{id}/rotate-secret", idempotent=True, audit="webhook.secret_rotated")
def handler(caller: Caller, id: str) -> WebhookSecret:
    return WebhookSecret.of(webhook.rotate_secret(caller.tenant_id, id))
