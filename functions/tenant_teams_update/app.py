"""PATCH /api/tenant/teams/{id}: renames a team or replaces its members."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import teams
from connextlive.identity.schemas.teams import TeamAnswer, TeamChanges


@endpoint("PATCH", "/api/tenant/teams/{id}", audit="team.updated")
def handler(caller: Caller, id: str, body: TeamChanges) -> TeamAnswer:
    return TeamAnswer.of(teams.update(caller.tenant_id, id, body.changes()))
