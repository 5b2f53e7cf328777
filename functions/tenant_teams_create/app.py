"""POST /api/tenant/teams: creates a team of agents; its name must be free."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import teams
from connextlive.identity.schemas.teams import TeamAnswer, TeamBody


@endpoint("POST", "/api/tenant/teams", idempotent=True, audit="team.created")
def handler(caller: Caller, body: TeamBody) -> TeamAnswer:
    return TeamAnswer.of(teams.create(caller.tenant_id, body.name, body.member_ids))
