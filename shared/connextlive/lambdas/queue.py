"""Consumers' queues."""

import json
import math

from connextlive.aws import clients
from connextlive.events.types import Event
from connextlive.table.codec import Values

LONGEST_DELAY = 900  # seconds, SQS's limit


def look_again(queue_url: str, event: Event, seconds: float) -> None:
    """Has the consumer's queue hand out the event once more after so long, or as late as a queue can."""
    send(event.tenant_id, queue_url, {"detail-type": event.type, "detail": event.detail}, seconds)


def url_of(name: str) -> str:
    """The URL of the queue with this name."""
    return str(clients.call("sqs", "GetQueueUrl", {"QueueName": name})["QueueUrl"])


def send(tenant_id: str, queue_url: str, message: Values, seconds: float = 0) -> None:
    """Puts a message into a queue. SQS lets no tenant with many messages delay those of the others (fair queues)."""
    clients.call(
        "sqs",
        "SendMessage",
        {
            "QueueUrl": queue_url,
            "MessageBody": json.dumps(message),
            "MessageGroupId": tenant_id,
            "DelaySeconds": min(LONGEST_DELAY, math.ceil(seconds)),
        },
    )
