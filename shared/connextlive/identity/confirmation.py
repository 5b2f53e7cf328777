"""Confirmation of the owner's email address. Until then, a workspace mails nobody else.

The emailed token is `<tenant>.<secret>`. The secret is derived from a nonce on the workspace, so the consumer that
sends the email can recreate it, and no usable token is stored.
"""

import hmac
from typing import TYPE_CHECKING

from connextlive.aws import signing_secret
from connextlive.core.errors import Refused
from connextlive.core.ids import ids_of_token, new_ulid
from connextlive.identity import workspace as workspaces
from connextlive.identity.user import Login
from connextlive.identity.workspace import Workspace
from connextlive.table import throttle
from connextlive.table.orm import TransactWrite
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.identity.workspace import Confirmation

MAILS = 5  # in 15 minutes


def begun(user_id: str) -> "Confirmation":
    """A workspace's `confirmation` while it waits for this user; the email is sent by event."""
    return {"user_id": user_id, "nonce": new_ulid()}


def is_awaited(login: Login) -> bool:
    """Whether a login's user has yet to confirm their address: anybody may have signed up with it."""
    workspace = workspaces.find(login.tenant)
    awaited = workspace.confirmation if workspace else None
    return awaited is not None and awaited["user_id"] == login.user_id


def check_awaited(login: Login, write: TransactWrite) -> None:
    """A condition that fails the transaction if the address was confirmed meanwhile."""
    write.condition_check(Workspace, *workspaces.key(login.tenant), condition=Workspace.confirmation.exists())


def token(workspace: Workspace) -> str:
    """The token in the emailed link; for a confirmed workspace, the one that confirmed it."""
    nonce = workspace.confirmation["nonce"] if workspace.confirmation else workspace.confirmed_nonce or ""
    secret = signing_secret.derive("owner-confirmation", workspace.id, nonce)
    return f"{workspace.id.removeprefix('ten_')}.{secret}"


def request(tenant_id: str) -> None:
    """Sends the email again; does nothing if the address is confirmed."""
    throttle.reserve({f"owner-confirmation#{tenant_id}": MAILS})
    _renew(tenant_id)


@optimistic
def _renew(tenant_id: str) -> None:
    workspace = workspaces.load(tenant_id)
    if workspace.confirmation is not None:
        workspace.confirmation = begun(workspace.confirmation["user_id"])
        workspace.save()


@optimistic
def complete(plain_token: str) -> None:
    """Confirms the address; the same link again changes nothing. A wrong token gets the same error whether or not the
    workspace exists."""
    invalid = Refused("This link is out of date. Please ask for a new one.", "CONFIRMATION_INVALID")
    ids = ids_of_token(plain_token, "ten")
    workspace = workspaces.find(*ids) if ids else None
    if workspace is None or not (workspace.confirmation or workspace.confirmed_nonce):
        raise invalid
    if not hmac.compare_digest(token(workspace).encode(), plain_token.encode()):
        raise invalid
    if workspace.confirmation is not None:
        workspace.confirmed_nonce, workspace.confirmation = workspace.confirmation["nonce"], None
        workspace.save()
