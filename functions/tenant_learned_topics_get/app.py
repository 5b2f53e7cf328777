"""GET /api/tenant/topics/learned: returns what the analyzer has learned from reviews about each topic, by words."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.analysis import learned
from connextlive.analysis.schemas.learned_topics import LearnedTopicsAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/topics/learned")
def handler(caller: Caller) -> LearnedTopicsAnswer:
    return LearnedTopicsAnswer.of(*learned.explained(caller.tenant_id))
