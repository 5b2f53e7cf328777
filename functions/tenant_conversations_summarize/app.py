"""POST /api/tenant/conversations/{id}/summary: returns an open conversation's summary, a new one if it has changed."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.analysis import summaries
from connextlive.chat.schemas.summaries import SummaryAnswer
from connextlive.core.caller import Caller


@endpoint("POST", "/api/tenant/conversations/{id}/summary")
def handler(caller: Caller, id: str) -> SummaryAnswer:
    return SummaryAnswer.of(summaries.on_demand(caller, id))
