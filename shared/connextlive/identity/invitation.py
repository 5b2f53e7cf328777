"""Invitations of agents, one per email address of a tenant.

The emailed token is `<tenant>.<invitation>.<secret>`. The secret is derived (see `aws/signing_secret.py`), so the
consumer that sends the email can recreate it from the event's IDs, and the table holds only its hash.
"""

import hashlib
import hmac
import time
from typing import TYPE_CHECKING, cast

from connextlive import counters
from connextlive.audit import log
from connextlive.aws import signing_secret
from connextlive.core import email_address
from connextlive.core.errors import NotFound, Refused
from connextlive.core.ids import ids_of_token, new_id, new_ulid, timestamp
from connextlive.email import suppression
from connextlive.identity import confirmation, user, workspace
from connextlive.table import items, orm, pages, writes
from connextlive.table.orm import Audited, Item, TransactWrite, UnicodeAttribute, VersionAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import InvitationValues
    from connextlive.identity.user_session import Beginning

PREFIX = "invitation#"
LIVES = 7 * 24 * 3600  # seconds


class Invitation(Item, discriminator="invitation"):
    """A pending invitation, valid until it expires. `nonce` changes with every email."""

    id = UnicodeAttribute()
    name = UnicodeAttribute()
    email = UnicodeAttribute()
    nonce = UnicodeAttribute()
    token_hash = UnicodeAttribute()
    expires_at = UnicodeAttribute()
    created_at = UnicodeAttribute()
    act = Audited()
    version = VersionAttribute()

    @property
    def values(self) -> "InvitationValues":
        return cast("InvitationValues", self.attribute_values)


def token(tenant_id: str, invitation_id: str, nonce: str) -> str:
    """The token in the emailed link."""
    secret = signing_secret.derive("invitation", tenant_id, invitation_id, nonce)
    return f"{tenant_id.removeprefix('ten_')}.{invitation_id.removeprefix('inv_')}.{secret}"


@optimistic
def invite(tenant_id: str, name: str, email: str) -> Invitation:
    """Creates or renews the invitation; the email is sent by event."""
    email = email_address.normal(email)
    found = items.find_all(
        [*user.login_keys(email), *suppression.keys(email), (tenant_id, PREFIX + email), workspace.key(tenant_id)]
    )
    if any(isinstance(one, workspace.Workspace) and not one.may_mail for one in found):
        raise Refused("Confirm your own e-mail address first: we sent you a link", "EMAIL_NOT_CONFIRMED")
    if any(isinstance(one, user.Login) and not confirmation.is_awaited(one) for one in found):
        raise Refused("This person is already a member", "ALREADY_MEMBER")
    if any(isinstance(one, suppression.Suppression) for one in found):
        raise Refused("E-mail to this address bounced or was reported as spam: use another one", "EMAIL_SUPPRESSED")
    pending = [one for one in found if isinstance(one, Invitation)]
    made = Invitation(tenant_id, PREFIX + email, id=new_id("inv"), email=email, created_at=timestamp())
    invitation = pending[0] if pending else made
    invitation.name = name
    invitation.nonce = new_ulid()
    invitation.token_hash = _hash(token(tenant_id, invitation.id, invitation.nonce))
    invitation.expires_at = timestamp(time.time() + LIVES)
    invitation.save()
    return invitation


def all_of(tenant_id: str) -> list["InvitationValues"]:
    """Values of the tenant's invitations, by email address."""
    return page(tenant_id, None, None)[0]


def page(tenant_id: str, limit: int | None, cursor: str | None) -> tuple[list["InvitationValues"], str | None]:
    """A page of them, and the next page's cursor; without a limit, all."""
    return pages.of_collection(tenant_id, PREFIX, limit, cursor, "invitationCursor")


def load(tenant_id: str, invitation_id: str) -> Invitation:
    for values in all_of(tenant_id):
        if values["id"] == invitation_id:
            found = Invitation.find(tenant_id, values["sk"])
            if isinstance(found, Invitation):
                return found
    raise NotFound("Invitation")


@optimistic
def withdraw(tenant_id: str, invitation_id: str) -> None:
    """Deletes the invitation; its link stops working."""
    invitation = load(tenant_id, invitation_id)
    entry = log.of_transaction(tenant_id, invitation_id, invitation.email)
    writes.transact([writes.delete_action(invitation), *entry])


def check(plain_token: str) -> Invitation:
    """The invitation of the token, if it can be accepted now."""
    expired = Refused("This invitation has expired or was used already", "INVITE_EXPIRED")
    ids = ids_of_token(plain_token, "ten", "inv")
    if ids is None:
        raise expired
    try:
        invitation = load(*ids)
    except NotFound as error:
        raise expired from error
    if not hmac.compare_digest(invitation.token_hash, _hash(plain_token)) or invitation.expires_at < timestamp():
        raise expired
    login = user.login_of(invitation.email)
    if login is not None and not confirmation.is_awaited(login):
        raise expired
    return invitation


@optimistic
def accept(plain_token: str, password_hash: str, beginning: "Beginning | None" = None) -> user.User:
    """Creates the agent, once, and begins their first session. The token proves that the address is theirs. So somebody
    who signed up with the address and never confirmed it can no longer log in with it."""
    invitation = check(plain_token)
    agent, login = user.new(invitation.tenant_id, invitation.email, invitation.name, "AGENT", password_hash)
    unproven = user.login_of(invitation.email)
    is_limited = beginning is not None and workspace.requires_second_factor(agent.tenant_id)
    with orm.transaction() as write:
        if beginning is not None:
            beginning.of_new(agent, write, is_limited)
        return join(agent, login, unproven, invitation, write)


def join(
    agent: user.User,
    login: user.Login,
    unproven: user.Login | None,
    invitation: Invitation | None,
    write: TransactWrite,
) -> user.User:
    """Adds an agent to the transaction whose address is verified; `unproven` is the login of somebody who signed up
    with it and never confirmed it."""
    write.save(agent)
    if unproven is None:
        write.save(login, condition=user.Login.pk.does_not_exist())
    else:
        user.hand_over(unproven, login, write)
        confirmation.check_awaited(unproven, write)
    if invitation is not None:
        write.delete(invitation)
    counters.team_changes(agent.tenant_id, write)
    return agent


def of_email(tenant_id: str, email: str) -> Invitation | None:
    """The invitation of this address that has not expired."""
    found = Invitation.find(tenant_id, PREFIX + email_address.normal(email))
    return found if isinstance(found, Invitation) and found.expires_at >= timestamp() else None


def _hash(plain_token: str) -> str:
    return hashlib.sha256(plain_token.encode()).hexdigest()
