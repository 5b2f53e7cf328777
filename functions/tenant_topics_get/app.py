"""GET /api/tenant/topics: the workspace's topics, and those that analyses propose."""

from connextlive.http import Caller, endpoint
from connextlive.models import topics
from connextlive.schemas.topics import TopicsAnswer


@endpoint("GET", "/api/tenant/topics")
def handler(caller: Caller) -> TopicsAnswer:
    return TopicsAnswer.of(topics.load(caller.tenant_id))
