"""POST /api/agent/push-subscriptions: has the agent's conversations pushed to a browser."""

from connextlive.http import Caller, endpoint
from connextlive.models import push_subscription
from connextlive.schemas.push import PushSubscriptionAnswer, PushSubscriptionBody


@endpoint("POST", "/api/agent/push-subscriptions", idempotent=True)
def handler(caller: Caller, body: PushSubscriptionBody) -> PushSubscriptionAnswer:
    keys = body.keys
    made = push_subscription.register(caller.tenant_id, caller.id, body.endpoint, keys.p256dh, keys.auth)
    return PushSubscriptionAnswer.of(made)
