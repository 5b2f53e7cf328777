"""PATCH /api/agent/views/{id}: renames a view of the agent's own or replaces its filters."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import saved_view
from connextlive.chat.schemas.saved_views import SavedViewAnswer, ViewChanges
from connextlive.core.caller import Caller


@endpoint("PATCH", "/api/agent/views/{id}")
def handler(caller: Caller, id: str, body: ViewChanges) -> SavedViewAnswer:
    place = saved_view.Place.of(caller, is_shared=False)
    return SavedViewAnswer.of(saved_view.update(place, id, body.changes()))
