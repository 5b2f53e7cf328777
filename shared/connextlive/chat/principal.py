"""The user or visitor that a token stands for."""

from connextlive.chat import visitor_presence
from connextlive.core import blocking
from connextlive.core.caller import Caller
from connextlive.core.errors import Forbidden, NotFound, token_required
from connextlive.identity import api_key_key, tokens, user_presence
from connextlive.identity.tokens import Claims
from connextlive.table import items, workspace_limits


def of_token(token: str) -> Caller:
    """The caller. A user's token is valid while they are active, its version is current and its session was not ended;
    a visitor's while its version is current and their API key exists. Either takes one call, which also renews a user's
    presence. A visitor who was merged into another takes one more, for the remaining visitor."""
    if token.startswith("clt_"):
        from connextlive.identity import api_token_key  # of other systems only

        caller = api_token_key.caller_of(token)
        if caller is None:
            raise token_required()
        return caller
    try:
        return _of_claims(tokens.verify(token))
    except NotFound as error:  # claims that we never make: an ID of another kind, no key
        raise token_required() from error


def of_connection(token: str) -> Caller:
    """The caller of a WebSocket. Refuses API tokens, blocked visitors, and users who have yet to set up their second
    factor."""
    caller = of_token(token)
    if caller.is_limited or caller.token_id or blocking.is_blocked(caller.blocked_until):
        raise token_required()
    return caller


def from_address(caller: Caller, address: str) -> Caller:
    """The caller with the address that they connect from, which the workspace may block for visitors."""
    if caller.role == "VISITOR" and caller.ranges_version and address:
        from connextlive.table import blocked_ranges  # most workspaces block none

        try:
            blocked_ranges.check(caller.tenant_id, caller.ranges_version, address)
        except Forbidden as error:
            raise token_required() from error
    return caller._replace(address=address)


def _of_claims(claims: Claims) -> Caller:
    if claims.role == "VISITOR":
        keys = [(visitor_presence.pk(claims.tenant_id, claims.id), visitor_presence.SK)]
        keys.append(api_key_key.key(claims.tenant_id, claims.key_id or ""))
        keys.append(workspace_limits.key(claims.tenant_id))
        found = {(raw["pk"]["S"], raw["sk"]["S"]): raw for raw in items.raw_items(keys)}
        visitor, key, limits = map(found.get, keys)
        if visitor is None or visitor_presence.token_version_of(visitor) != claims.version:
            raise token_required()
        visitor = visitor_presence.standing_for(claims.tenant_id, visitor)
        if visitor is None or visitor["id"]["S"] != (claims.stands_for or claims.id):
            raise token_required()  # their widget opens its session again, and learns who they are now
        if key is None or key["status"]["S"] != "ACTIVE":
            raise token_required()
        names = ("user_name", "conversation_id", "blocked_until")
        name, conversation_id, until = (visitor.get(name, {}).get("S") for name in names)
        valid_for = claims.key_id, visitor_presence.token_version_of(visitor), claims.expires_at
        by = claims.tenant_id, visitor["id"]["S"], claims.role, name or ""
        version = int(key.get("ranges_version", {}).get("N", 0))
        own = workspace_limits.of_raw(limits)
        caller = Caller(*by, *valid_for, conversation_id=conversation_id, blocked_until=until, limits=own or None)
        return caller._replace(ranges_version=version) if version else caller
    person = user_presence.seen(claims.tenant_id, claims.id, claims.version, claims.session_id)
    if person is None:
        raise token_required()
    of_session = None, claims.version, claims.expires_at, claims.session_id, claims.is_limited
    return user_presence.placed(
        Caller(claims.tenant_id, claims.id, person["role"], person["name"], *of_session), person
    )
