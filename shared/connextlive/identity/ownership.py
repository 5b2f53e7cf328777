"""Transfer of a workspace's ownership: the owner offers it to an admin, who accepts. Both confirm with everything that
a login requires.

Owner and admin have the same role, so the tokens and sessions of both remain valid. Rights that only the owner has are
checked against the stored position each time.
"""

import time
from functools import partial
from typing import TYPE_CHECKING

from connextlive import counters
from connextlive.core.errors import NotFound, Refused
from connextlive.core.ids import new_ulid, timestamp
from connextlive.identity import user
from connextlive.identity import workspace as workspaces
from connextlive.identity.user import User
from connextlive.identity.user_presence import position_of
from connextlive.identity.workspace import Workspace
from connextlive.table import writes
from connextlive.table.codec import Action
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.identity.workspace import OwnerOffer

LIVES = 7 * 24 * 3600  # seconds


def offer(owner: User, candidate_id: str, password: str, code: str | None) -> Workspace:
    """Offers the ownership to an admin; replaces an earlier offer."""
    from connextlive.identity import login  # with argon2, which to withdraw does not need

    candidate = user.load_agent(owner.tenant_id, candidate_id)
    if position_of(candidate.values) != "ADMIN" or candidate.status != "ACTIVE":
        raise Refused("Only an active admin can become the owner", "NOT_AN_ADMIN")
    return login.confirm_anew(owner, password, code, partial(_offer, owner, candidate_id))


@optimistic
def _offer(owner: User, candidate_id: str, also: list[Action]) -> Workspace:
    workspace, now = workspaces.load(owner.tenant_id), time.time()
    if not workspace.may_mail:
        raise Refused("Confirm your own e-mail address first: we sent you a link", "EMAIL_NOT_CONFIRMED")
    workspace.owner_offer = {
        "id": new_ulid(),
        "user_id": candidate_id,
        "offered_by": owner.id,
        "offered_at": timestamp(now),
        "expires_at": timestamp(now + LIVES),
    }
    writes.transact([{"Put": workspace.get_save_kwargs_from_instance()}, *also])
    return workspace


@optimistic
def withdraw(tenant_id: str, caller_id: str) -> Workspace:
    """Ends the offer: the owner withdraws it, or the admin declines."""
    workspace = workspaces.load(tenant_id)
    found = _current(workspace)
    if caller_id not in (found["user_id"], found["offered_by"]):
        raise NotFound("Offer")
    workspace.owner_offer = None
    workspace.save()
    return workspace


def accept(candidate: User, password: str, code: str | None) -> Workspace:
    """Makes the admin the owner, and the owner an admin."""
    from connextlive.identity import login

    _offered_to(candidate, workspaces.load(candidate.tenant_id))
    return login.confirm_anew(candidate, password, code, partial(_accept, candidate))


@optimistic
def _accept(candidate: User, also: list[Action]) -> Workspace:
    workspace = workspaces.load(candidate.tenant_id)
    found = _offered_to(candidate, workspace)
    owner, then = (user.load(candidate.tenant_id, one) for one in (found["offered_by"], candidate.id))
    if (position_of(owner.values), position_of(then.values), then.status) != ("OWNER", "ADMIN", "ACTIVE"):
        raise NotFound("Offer")
    owner.position, then.position = "ADMIN", "OWNER"
    owner.updated_at = then.updated_at = workspace.updated_at = timestamp()
    workspace.owner = {"user_id": then.id, "former_user_id": owner.id, "since": timestamp()}
    workspace.owner_offer = None
    puts = [{"Put": one.get_save_kwargs_from_instance()} for one in (workspace, owner, then)]
    # The team's list has the former owner from now on, and no longer the new one.
    writes.transact([*puts, counters.team_changes_action(candidate.tenant_id), *also])
    return workspace


def _offered_to(candidate: User, workspace: Workspace) -> "OwnerOffer":
    found = _current(workspace)
    if found["user_id"] != candidate.id:
        raise NotFound("Offer")
    return found


def _current(workspace: Workspace) -> "OwnerOffer":
    found = workspace.current_owner_offer
    if found is None:
        raise NotFound("Offer")
    return found
