"""Deletion of a whole workspace by its owner. All users are notified, and for some days it can be undone. Then upkeep
deletes everything in steps (`erasure.py`), beginning with logins, tokens and keys.

Its item for upkeep is stored apart from the workspace, which is deleted first.
"""

import time
from functools import partial

from connextlive.core.errors import Refused
from connextlive.core.ids import timestamp
from connextlive.identity import holds
from connextlive.identity import workspace as workspaces
from connextlive.identity.retention import DELETE, PK
from connextlive.identity.user import User
from connextlive.identity.workspace import Workspace
from connextlive.table import codec, writes
from connextlive.table.codec import Action
from connextlive.table.writes import optimistic

DAYS = 14  # in which it can be undone


def request(owner: User, password: str, code: str | None) -> Workspace:
    """Schedules the deletion, unless something in the workspace is on legal hold; repeating it changes nothing."""
    from connextlive.identity import login  # with argon2, which nobody else here needs

    return login.confirm_anew(owner, password, code, partial(_request, owner))


@optimistic
def _request(owner: User, also: list[Action]) -> Workspace:
    workspace = workspaces.load(owner.tenant_id)
    if workspace.deletion is None:
        if holds.are_there(owner.tenant_id):
            raise Refused("Something in this workspace is on legal hold", "ON_HOLD")
        now = time.time()
        due_at = timestamp(now + DAYS * 24 * 3600)
        workspace.deletion = {"requested_by": owner.id, "requested_at": timestamp(now), "due_at": due_at}
        put = {"Put": workspace.get_save_kwargs_from_instance()}
        awaited = {"Put": {"Item": codec.typed(_key(owner.tenant_id) | {"due_at": due_at})}}
        writes.transact([put, awaited, *also])
    return workspace


@optimistic
def undo(tenant_id: str) -> Workspace:
    """Cancels the deletion; does nothing if none is scheduled."""
    workspace = workspaces.load(tenant_id)
    if workspace.deletion is None:
        return workspace
    if "begun_at" in workspace.deletion:
        raise Refused("The workspace is being deleted already", "DELETION_BEGUN")
    workspace.deletion = None
    put = {"Put": workspace.get_save_kwargs_from_instance()}
    writes.transact([put, {"Delete": {"Key": codec.typed(_key(tenant_id))}}])
    return workspace


@optimistic
def begin(tenant_id: str) -> bool:
    """Begins a deletion that is due; from then on it cannot be undone. Returns False while something is on legal
    hold."""
    if holds.are_there(tenant_id):
        return False
    workspace = workspaces.find(tenant_id)
    if workspace is None or workspace.deletion is None or workspace.deletion["due_at"] > timestamp():
        return False  # undone since it was read
    workspace.deletion = {**workspace.deletion, "begun_at": timestamp()}
    put = {"Put": workspace.get_save_kwargs_from_instance()}
    noted = {
        "Key": codec.typed(_key(tenant_id)),
        "UpdateExpression": "SET begun_at = :at",
        "ConditionExpression": "attribute_exists(pk)",
        "ExpressionAttributeValues": {":at": {"S": timestamp()}},
    }
    writes.transact([put, {"Update": noted}])
    return True


def _key(tenant_id: str) -> dict[str, str]:
    return {"pk": PK, "sk": f"{tenant_id}#{DELETE}"}
