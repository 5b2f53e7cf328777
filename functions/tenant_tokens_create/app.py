"""POST /api/tenant/tokens: creates an API token for another system; its text is returned only once."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.core.errors import Invalid
from connextlive.core.sentence import Sentence
from connextlive.identity import api_token, user
from connextlive.identity.schemas.tokens import NewToken, TokenBody


@endpoint("POST", "/api/tenant/tokens", idempotent=True, audit="api_token.created")
def handler(caller: Caller, body: TokenBody) -> NewToken:
    if body.is_for_agent != (body.agent_id is not None):
        raise Invalid(agentId=Sentence("Scopes of the agent's routes want an agent, and no others do"))
    acts_as = user.load_assignable(caller.tenant_id, body.agent_id).id if body.agent_id else caller.id
    return NewToken.of(*api_token.create(caller.tenant_id, acts_as, body.name, list(body.scopes), body.expiry))
