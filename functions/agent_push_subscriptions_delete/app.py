"""DELETE /api/agent/push-subscriptions: unsubscribes a browser from push notifications."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.lambdas.common import Deleted
from connextlive.push import subscription
from connextlive.push.schemas.subscriptions import EndpointBody


@endpoint("DELETE", "/api/agent/push-subscriptions")
def handler(caller: Caller, body: EndpointBody) -> Deleted:
    subscription_id = subscription.id_of(body.endpoint)
    subscription.remove(caller.tenant_id, caller.id, subscription_id)
    return Deleted(id=subscription_id)
