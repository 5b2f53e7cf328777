"""ON several events: delivers the event to the tenant's webhooks, with retries for a day."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.webhooks import sending


@consumer
def handler(detail: dict[str, Any]) -> None:
    if "webhookId" in detail:
        sending.deliver(detail)
    else:
        sending.announce(detail)
