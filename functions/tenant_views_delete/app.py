"""DELETE /api/tenant/views/{id}: deletes a view of the whole team."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import saved_view
from connextlive.core.caller import Caller
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/views/{id}")
def handler(caller: Caller, id: str) -> Deleted:
    saved_view.delete(saved_view.Place.of(caller, is_shared=True), id)
    return Deleted(id=id)
