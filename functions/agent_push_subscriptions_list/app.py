"""GET /api/agent/push-subscriptions: returns the key that browsers subscribe with, and the agent's subscriptions."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.push import subscription
from connextlive.push.schemas.subscriptions import PushSubscriptions
from connextlive.push.vapid import public_key


@endpoint("GET", "/api/agent/push-subscriptions")
def handler(caller: Caller) -> PushSubscriptions:
    return PushSubscriptions.of(public_key(), subscription.all_of(caller.tenant_id, caller.id))
