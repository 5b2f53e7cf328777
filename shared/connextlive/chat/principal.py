"""The user or visitor that a token stands for."""

from connextlive.chat import visitor
from connextlive.core.caller import Caller
from connextlive.core.errors import Unauthorized
from connextlive.identity import api_key, tokens, user
from connextlive.table import items


def of_token(token: str) -> Caller:
    """The caller. A user's token is valid while they are active and its version is current, a visitor's while its
    version is current and their API key exists. One call either way, which for users also renews their presence."""
    claims = tokens.verify(token)
    refusal = Unauthorized("Authorization token required")
    if claims.role == "VISITOR":
        keys = [(visitor.pk(claims.tenant_id, claims.id), visitor.SK)]
        keys.append(api_key.key(claims.tenant_id, claims.key_id or ""))
        found, key = items.find_all(keys)
        if not isinstance(found, visitor.Visitor) or found.token_version != claims.version:
            raise refusal
        if not isinstance(key, api_key.ApiKey) or key.status != "ACTIVE":
            raise refusal
        name = found.user_name or ""
        return Caller(claims.tenant_id, claims.id, claims.role, name, claims.key_id, claims.version, claims.expires_at)
    person = user.seen(claims.tenant_id, claims.id, claims.version)
    if person is None:
        raise refusal
    role, name = person.role, person.name
    return Caller(claims.tenant_id, claims.id, role, name, token_version=claims.version, expires_at=claims.expires_at)
