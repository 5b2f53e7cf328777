"""ON search_log.filled: merges the log of a workspace's search index into segments."""

from connextlive.lambdas.consumer import consumer
from connextlive.events.types import SearchLogFilled
from connextlive.search import index


@consumer
def handler(event: SearchLogFilled) -> None:
    index.merge(event.tenant_id)
