"""POST /api/tenant/views: creates a view for the whole team."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import saved_view
from connextlive.chat.schemas.saved_views import SavedViewAnswer, ViewBody
from connextlive.core.caller import Caller


@endpoint("POST", "/api/tenant/views", idempotent=True)
def handler(caller: Caller, body: ViewBody) -> SavedViewAnswer:
    place = saved_view.Place.of(caller, is_shared=True)
    return SavedViewAnswer.of(saved_view.create(place, body.name, body.filters.values))
