"""Positions of a workspace's users, within the two roles of tokens: owner and admins are CUSTOMERs, leads and agents
AGENTs. This module checks who may set a position, and what that changes."""

from typing import TYPE_CHECKING, Any, cast

from connextlive.core.caller import Caller
from connextlive.core.errors import Forbidden, Invalid, NotFound
from connextlive.core.sentence import Sentence
from connextlive.identity import user
from connextlive.identity.user import User
from connextlive.identity.user_presence import access_of, position_of

if TYPE_CHECKING:
    from connextlive.generated.values import UserValues

ROLES = {"ADMIN": "CUSTOMER", "LEAD": "AGENT", "AGENT": "AGENT"}


def check_manageable(caller: Caller, member: User) -> None:
    """Refuses changes and removals of admins by anybody but the owner."""
    if position_of(member.values) == "ADMIN":
        check_owner(caller)


def check_owner(caller: Caller) -> None:
    """Refuses an admin actions that could make them the owner: appointing admins, and setting the identity provider."""
    load_owner(caller)


def load_owner(caller: Caller) -> User:
    """The caller, who must be the owner."""
    acting = user.load_present(caller.tenant_id, caller.id)
    if position_of(acting.values) != "OWNER":
        raise Forbidden("Only the owner can do this", "OWNER_ONLY")
    return acting


def update(caller: Caller, member_id: str, changes: dict[str, Any]) -> User:
    """Changes an agent, lead or admin. A new role or a deactivation logs the user out everywhere; a new position or
    access within the role applies to their existing tokens."""

    def rule(member: User) -> dict[str, Any]:
        if position_of(member.values) == "OWNER":
            raise NotFound("Agent")
        check_manageable(caller, member)
        position = changes.get("position")
        if position is None or position == position_of(member.values):
            return _with_access(member, changes)
        if position == "ADMIN":
            check_owner(caller)
        return _with_access(member, changes | {"role": ROLES[position]})

    return user.update(caller.tenant_id, member_id, rule, revoke=changes.get("status") == "INACTIVE")


def _with_access(member: User, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes, with an access that a lead may have: OWN is refused if it is given, and raised to TEAM if it was
    stored."""
    then = cast("UserValues", {**member.values, **changes})
    if position_of(then) == "LEAD" and access_of(then) == "OWN":
        if "conversation_access" in changes:
            raise Invalid(conversationAccess=Sentence("A lead sees at least the conversations of their teams"))
        return changes | {"conversation_access": "TEAM"}
    return changes
