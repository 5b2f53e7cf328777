"""PATCH /api/tenant/webhooks/{id}: changes a webhook's URL, events or status; ACTIVE enables a disabled one."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.webhooks import webhook
from connextlive.webhooks.schemas.webhooks import WebhookAnswer, WebhookChanges


@endpoint("PATCH", "/api/tenant/webhooks/{id}", audit="webhook.updated")
def handler(caller: Caller, id: str, body: WebhookChanges) -> WebhookAnswer:
    return WebhookAnswer.of(webhook.update(caller.tenant_id, id, body.changes()))
