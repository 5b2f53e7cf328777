"""Tenants: an ID, a workspace and a first user."""

from typing import TYPE_CHECKING

from connextlive import counters
from connextlive.core.ids import new_id
from connextlive.identity import confirmation, user
from connextlive.identity import workspace as workspaces
from connextlive.table import orm, writes
from connextlive.table.orm import TransactWriteError

if TYPE_CHECKING:
    from connextlive.identity.user_session import Beginning


@writes.optimistic
def register(
    company_name: str,
    name: str,
    email: str,
    password_hash: str,
    plan: str,
    is_confirmed: bool = True,
    beginning: "Beginning | None" = None,
) -> user.User | None:
    """Registers a tenant with its first user, and begins that user's session; None if the email address is taken.
    Unless the address is confirmed, a confirmation is requested by email."""
    if not email.isascii() and user.login_of(email):
        return None  # under an older spelling, which the condition below would miss
    tenant_id = new_id("ten")
    owner, login = user.new(tenant_id, email, name, "CUSTOMER", password_hash)
    workspace = workspaces.new(
        tenant_id, name=company_name, company_name=company_name, contact_email=owner.email, plan=plan
    )
    if not is_confirmed:
        workspace.confirmation = confirmation.begun(owner.id)
    try:
        with orm.transaction() as write:
            write.save(login, condition=user.Login.pk.does_not_exist())
            write.save(owner)
            write.save(workspace)
            if beginning is not None:
                beginning.of_new(owner, write)
            counters.begin(tenant_id, write)
    except TransactWriteError as error:
        if writes.condition_failed(error):
            return None
        raise
    return owner
