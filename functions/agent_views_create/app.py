"""POST /api/agent/views: creates a view of the agent's own."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import saved_view
from connextlive.chat.schemas.saved_views import SavedViewAnswer, ViewBody
from connextlive.core.caller import Caller


@endpoint("POST", "/api/agent/views", idempotent=True)
def handler(caller: Caller, body: ViewBody) -> SavedViewAnswer:
    place = saved_view.Place.of(caller, is_shared=False)
    return SavedViewAnswer.of(saved_view.create(place, body.name, body.filters.values))
