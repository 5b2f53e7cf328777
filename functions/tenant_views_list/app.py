"""GET /api/tenant/views: lists the team's views, with their counts."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import saved_view
from connextlive.chat.schemas.saved_views import SavedViews
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/views")
def handler(caller: Caller) -> SavedViews:
    return SavedViews.of(saved_view.all_of(caller))
