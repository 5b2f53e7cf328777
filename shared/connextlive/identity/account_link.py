"""Whose an account at a workspace's identity provider is: by issuer and subject, never by email address, which may
become somebody else's."""

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
    """The user whose identity it is."""

    user_id = UnicodeAttribute()


class AccountLink(Item, discriminator="account_link"):
    """The account that a user has at their workspace's provider: one at most."""

    id = UnicodeAttribute()
    issuer = UnicodeAttribute()
    subject = UnicodeAttribute()
    created_at = UnicodeAttribute()
    act = Audited()


def of_user(tenant_id: str, user_id: str) -> AccountLink | None:
    """The identity of a user, if it is linked."""
    found = AccountLink.find(*_user_key(tenant_id, user_id))
    return found if isinstance(found, AccountLink) else None


@optimistic
def unlink(tenant_id: str, user_id: str) -> None:
    """Takes the identity off a user, who then needs a password, or to be linked again."""
    found = of_user(tenant_id, user_id)
    if found is None:
        raise NotFound("Identity")
    writes.transact([*_deletion(found), *log.of_transaction(tenant_id, user_id)])


@optimistic
def forget(tenant_id: str, user_id: str) -> None:
    """Deletes the identity of a user who is removed, if they have one."""
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
    """The user whose account it is, if there still is one."""
    known = LinkedUser.find(*_key(tenant_id, issuer, subject))
    return user.find(tenant_id, known.user_id) if isinstance(known, LinkedUser) else None


@optimistic
def bind(of: User, issuer: str, subject: str) -> AccountLink:
    """Links a user with an identity that is nobody else's. If they have one, it stays: a provider may give an address
    to somebody else."""
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
    """Adds an identity to a transaction, instead of one of another provider, or of one that a removed user had."""
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
