"""Links of users with their accounts at the workspace's identity provider, by issuer and subject. Not by email address,
which may be given to somebody else."""

import hashlib

from connextlive.audit import log
from connextlive.core.errors import NotFound, Refused
from connextlive.core.ids import timestamp
from connextlive.identity import user
from connextlive.identity.user import User
from connextlive.table import orm, writes
from connextlive.table.codec import Action
from connextlive.table.orm import Audited, Item, TransactWrite, UnicodeAttribute
from connextlive.table.writes import optimistic

SK = "identity"


class LinkedUser(Item, discriminator="linked_user"):
    """The user of a linked account."""

    user_id = UnicodeAttribute()


class AccountLink(Item, discriminator="account_link"):
    """A user's account at the workspace's provider; a user has at most one."""

    id = UnicodeAttribute()
    issuer = UnicodeAttribute()
    subject = UnicodeAttribute()
    created_at = UnicodeAttribute()
    act = Audited()


def of_user(tenant_id: str, user_id: str) -> AccountLink | None:
    """The linked account of a user, if there is one."""
    found = AccountLink.find(*_user_key(tenant_id, user_id))
    return found if isinstance(found, AccountLink) else None


@optimistic
def unlink(tenant_id: str, user_id: str) -> None:
    """Removes the link of a user, who then needs a password or a new link."""
    found = of_user(tenant_id, user_id)
    if found is None:
        raise NotFound("Identity")
    writes.transact([*_deletion(found), *log.of_transaction(tenant_id, user_id)])


@optimistic
def forget(tenant_id: str, user_id: str) -> None:
    """Deletes the link of a removed user, if there is one."""
    found = of_user(tenant_id, user_id)
    if found is not None:
        writes.transact(_deletion(found))


def _deletion(of: AccountLink) -> list[Action]:
    keys = [(of.pk, of.sk), _key(of.tenant_id, of.issuer, of.subject)]
    return [
        {"Delete": {"Key": {"pk": {"S": pk}, "sk": {"S": sk}}, "ConditionExpression": "attribute_exists(pk)"}}
        for pk, sk in keys
    ]


def user_of(tenant_id: str, issuer: str, subject: str) -> User | None:
    """The user of this account, if they still exist."""
    known = LinkedUser.find(*_key(tenant_id, issuer, subject))
    return user.find(tenant_id, known.user_id) if isinstance(known, LinkedUser) else None


@optimistic
def bind(of: User, issuer: str, subject: str) -> AccountLink:
    """Links a user with an account that no other user has. An existing link stays, because a provider may give an
    address to somebody else."""
    before = of_user(of.tenant_id, of.id)
    if before is not None and (before.issuer, before.subject) == (issuer, subject):
        return before
    if before is not None and before.issuer == issuer:
        raise Refused("This user is linked with another account of the provider", "IDENTITY_OTHER")
    known = LinkedUser.find(*_key(of.tenant_id, issuer, subject))
    if isinstance(known, LinkedUser) and user.find(of.tenant_id, known.user_id) is not None:
        raise Refused("This account is linked with another user", "IDENTITY_TAKEN")
    with orm.transaction() as write:
        return save(of, issuer, subject, write, before, known if isinstance(known, LinkedUser) else None)


def save(
    of: User,
    issuer: str,
    subject: str,
    write: TransactWrite,
    before: AccountLink | None = None,
    known: LinkedUser | None = None,
) -> AccountLink:
    """Adds a link to a transaction. It may replace the user's link to another provider, or a removed user's link to
    this account."""
    made = AccountLink(
        *_user_key(of.tenant_id, of.id),
        id=of.id,
        issuer=issuer,
        subject=subject,
        created_at=timestamp(),
    )
    if before is None:
        write.save(made, condition=AccountLink.pk.does_not_exist())
    else:
        write.save(made, condition=AccountLink.subject == before.subject)
        write.delete(LinkedUser(*_key(of.tenant_id, before.issuer, before.subject)))
    identity = LinkedUser(*_key(of.tenant_id, issuer, subject), user_id=of.id)
    is_free = LinkedUser.user_id == known.user_id if known else LinkedUser.pk.does_not_exist()
    write.save(identity, condition=is_free)
    return made


def _key(tenant_id: str, issuer: str, subject: str) -> tuple[str, str]:
    return f"{tenant_id}#identity", hashlib.sha256(f"{issuer}\x00{subject}".encode()).hexdigest()


def _user_key(tenant_id: str, user_id: str) -> tuple[str, str]:
    return f"{tenant_id}#{user_id}", SK
