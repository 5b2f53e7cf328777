"""PUT /api/tenant/topics: replaces the workspace's topics, and the names not to be proposed again."""

from connextlive.http import Caller, endpoint
from connextlive.models import topics
from connextlive.schemas.topics import TopicsAnswer, TopicsBody


@endpoint("PUT", "/api/tenant/topics")
def handler(caller: Caller, body: TopicsBody) -> TopicsAnswer:
    return TopicsAnswer.of(topics.update(caller.tenant_id, body.named(), body.dismissed))
