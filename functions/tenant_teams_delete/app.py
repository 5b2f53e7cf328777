"""DELETE /api/tenant/teams/{id}: deletes a team; its members stay agents."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import teams
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/teams/{id}", audit="team.deleted")
def handler(caller: Caller, id: str) -> Deleted:
    teams.delete(caller.tenant_id, id)
    return Deleted(id=id)
