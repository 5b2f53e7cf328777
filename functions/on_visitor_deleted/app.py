"""ON visitor.deleted: deletes what is left of the visitor: uploads, exports, records of requests and deliveries."""

from connextlive.lambdas.consumer import consumer
from connextlive.chat import removal
from connextlive.core.environment import environment
from connextlive.events.types import VisitorDeleted
from connextlive.lambdas.queue import look_again
from connextlive.webhooks import delivery


@consumer
def handler(event: VisitorDeleted) -> None:
    if not removal.of_visitor(event.tenant_id, event.visitor_id):
        look_again(environment.visitor_deletion_queue_url, event, 0)
        return
    delivery.forget(event.tenant_id, event.visitor_id)
