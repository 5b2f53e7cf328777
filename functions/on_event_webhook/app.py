"""ON several events: tells the tenant's webhooks, one delivery each, which are tried again for a day."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.webhooks import sending


@consumer
def handler(detail: dict[str, Any]) -> None:
    if "webhookId" in detail:
        sending.deliver(detail)
    else:
        sending.announce(detail)
