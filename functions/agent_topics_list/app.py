"""GET /api/agent/topics: lists the names of the workspace's topics."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import topics
from connextlive.chat.schemas.topics import TopicNamesAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/agent/topics")
def handler(caller: Caller) -> TopicNamesAnswer:
    return TopicNamesAnswer.of(topics.load(caller.tenant_id))
