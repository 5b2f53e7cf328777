"""PUT /api/tenant/topics: replaces the workspace's topics and the dismissed proposals."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import topics
from connextlive.chat.schemas.topics import TopicsAnswer, TopicsBody
from connextlive.core.caller import Caller


@endpoint("PUT", "/api/tenant/topics", audit="topics.updated")
def handler(caller: Caller, body: TopicsBody) -> TopicsAnswer:
    return TopicsAnswer.of(topics.update(caller.tenant_id, body.named(), body.dismissed))
