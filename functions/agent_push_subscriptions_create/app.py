"""POST /api/agent/push-subscriptions: subscribes a browser to push notifications."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.push import subscription
from connextlive.push.schemas.subscriptions import PushSubscriptionAnswer, PushSubscriptionBody


@endpoint("POST", "/api/agent/push-subscriptions", idempotent=True)
def handler(caller: Caller, body: PushSubscriptionBody) -> PushSubscriptionAnswer:
    keys = body.keys
    made = subscription.register(caller.tenant_id, caller.id, body.endpoint, keys.p256dh, keys.auth)
    return PushSubscriptionAnswer.of(made)
