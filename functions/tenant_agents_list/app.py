"""GET /api/tenant/agents: lists agents with their satisfaction scores, and pending invitations."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import avatar, invitation, team, workspace
from connextlive.identity.schemas.agents import Agents, TeamQuery


@endpoint("GET", "/api/tenant/agents")
def handler(caller: Caller, query: TeamQuery) -> Agents:
    language = workspace.load(caller.tenant_id).language
    page = team.page(caller.tenant_id, language, search=query.search, limit=query.limit, cursor=query.cursor)
    avatar.all_arrived(caller.tenant_id, page.agents)
    pending = invitation.page(caller.tenant_id, query.invitation_limit, query.invitation_cursor)
    return Agents.of(page, pending if query.shows_invitations else ([], None), language)
