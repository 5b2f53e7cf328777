"""GET /api/agent/push-subscriptions: the key that browsers subscribe to pushes with, and the agent's subscriptions."""

from connextlive.http import Caller, endpoint
from connextlive.models import push_subscription
from connextlive.schemas.push import PushSubscriptions
from connextlive.vapid import public_key


@endpoint("GET", "/api/agent/push-subscriptions")
def handler(caller: Caller) -> PushSubscriptions:
    return PushSubscriptions.of(public_key(), push_subscription.all_of(caller.tenant_id, caller.id))
