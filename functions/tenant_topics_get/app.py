"""GET /api/tenant/topics: returns the workspace's topics, and topics proposed by analyses."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import topics
from connextlive.chat.schemas.topics import TopicsAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/topics")
def handler(caller: Caller) -> TopicsAnswer:
    return TopicsAnswer.of(topics.load(caller.tenant_id))
