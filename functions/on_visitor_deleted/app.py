"""ON visitor.deleted: deletes the files that the visitor uploaded."""

from connextlive.lambdas.consumer import consumer
from connextlive.chat import removal
from connextlive.events.types import VisitorDeleted


@consumer
def handler(event: VisitorDeleted) -> None:
    removal.of_visitor(event.tenant_id, event.visitor_id)
