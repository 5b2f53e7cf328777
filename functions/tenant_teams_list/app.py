"""GET /api/tenant/teams: lists the workspace's teams by name, with their members."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import teams
from connextlive.identity.schemas.teams import Teams


@endpoint("GET", "/api/tenant/teams")
def handler(caller: Caller) -> Teams:
    return Teams.of(teams.all_of(caller.tenant_id))
