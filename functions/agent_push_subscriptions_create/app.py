"""POST /api/agent/push-subscriptions: has the agent's conversations pushed to a browser."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.push import subscription
from connextlive.push.schemas.subscriptions import PushSubscriptionAnswer, PushSubscriptionBody


@endpoint("POST", "/api/agent/push-subscriptions", idempotent=True)
def handler(caller: Caller, body: PushSubscriptionBody) -> PushSubscriptionAnswer:
    keys = body.keys
    made = subscription.register(caller.tenant_id, caller.id, body.endpoint, keys.p256dh, keys.auth)
    return PushSubscriptionAnswer.of(made)
