"""Sessions of users. A session begins with a login, and ends with its token or when it is ended.

A session's item is written once, at the login. Its use, and its end, are recorded in the user's item: the authorizer
writes that anyway to renew their presence, on the condition that the session was not ended. The user's item has the
last use of a few sessions only; a login moves the others to the sessions' items.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, cast

from connextlive.audit import log
from connextlive.core.errors import NotFound
from connextlive.core.ids import id_of, is_id, new_id, timestamp
from connextlive.core.together import together
from connextlive.identity import user
from connextlive.identity.user import User
from connextlive.identity.user_presence import SESSION, USER_LIVES
from connextlive.table import codec, items, orm, writes
from connextlive.table.codec import Action
from connextlive.table.orm import Item, MaybeText, NumberAttribute, TransactWrite, UnicodeAttribute, Whole
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import UserSessionValues

PREFIX = "session#"
IN_USE = 6  # sessions whose last use is in the user's item, so that it stays below the kilobyte that one unit writes
ENDED = 50  # sessions that a user may end while their tokens could still be valid
LONGEST = 300  # characters of a user agent


class UserSession(Item, discriminator="session"):
    """A login with this token version: its address and user agent, and the last use, unless the user's item has a later
    one. DynamoDB deletes the item when the token has expired."""

    id = UnicodeAttribute()
    address = UnicodeAttribute()
    user_agent = MaybeText()
    token_version = Whole()
    created_at = UnicodeAttribute()
    last_used_at = UnicodeAttribute()
    expires_at = NumberAttribute()

    @property
    def values(self) -> "UserSessionValues":
        return cast("UserSessionValues", self.attribute_values)


class Issued(NamedTuple):
    """A token and its expiry. A limited token only lets the user set up their second factor, because their workspace
    requires one."""

    token: str
    expires_at: str
    is_limited: bool = False


class Beginning:
    """A session that begins; it has its token once it has begun. The session is written in one transaction with the
    change that starts it. If it were written afterwards and failed, a repeated request would be refused, because the
    account exists or the code of the second factor is used up."""

    issued: Issued

    def __init__(self, address: str, user_agent: str) -> None:
        self._address, self._user_agent = address, user_agent

    def of_new(self, person: User, write: TransactWrite, is_limited: bool = False) -> None:
        """Adds the session to the transaction that creates its user."""
        write.save(self._made(person, is_limited), condition=UserSession.pk.does_not_exist())

    def of_login(self, person: User, *also: Action, is_limited: bool = False) -> None:
        """Begins the session of a login, with its entry in the audit log and the actions in `also`."""
        made = self._made(person, is_limited)
        put = {"Put": made.get_save_kwargs_from_instance(UserSession.pk.does_not_exist())}
        entry = log.of_login(person.tenant_id, person.id, person.role, person.name)
        writes.transact([put, *entry, *also])
        with writes.dispensable():  # by the next login
            _make_room(person)

    def _made(self, person: User, is_limited: bool) -> UserSession:
        session_id, at = new_id("ses"), time.time()
        self.issued = issue(person, session_id, is_limited)
        return UserSession(
            *_key(person.tenant_id, person.id, session_id),
            id=session_id,
            address=self._address,
            user_agent=self._user_agent[:LONGEST] or None,
            token_version=person.token_version,
            created_at=timestamp(at),
            last_used_at=timestamp(at),
            expires_at=int(at) + USER_LIVES,
        )


def issue(person: User, session_id: str | None, is_limited: bool = False) -> Issued:
    """A token for a session of the user."""
    from connextlive.identity import tokens  # PyJWT is not imported before somebody has logged in

    claims = tokens.Claims(person.tenant_id, person.id, person.role, person.token_version)
    issued = tokens.issue(claims._replace(session_id=session_id, is_limited=is_limited))
    return Issued(*issued, is_limited)


def _make_room(person: User) -> None:
    """Moves all but a few last uses from the user to their sessions. A use that is recorded meanwhile may be lost, but
    the session's next use is recorded again, so the write has no condition."""
    if person.used is not None and len(person.used) < IN_USE:
        return
    newest = sorted((person.used or {}).items(), key=lambda one: one[1], reverse=True)
    for short, at in newest[IN_USE - 1 :]:
        writes.set_fields(*_key(person.tenant_id, person.id, SESSION + short), {"last_used_at": timestamp(at)})
    writes.set_fields(person.pk, person.sk, {"used": dict(newest[: IN_USE - 1])})


def all_of(tenant_id: str, user_id: str) -> "list[UserSessionValues]":
    """Values of the user's valid sessions, newest first."""
    person, found = together(
        lambda: user.load_present(tenant_id, user_id),
        lambda: items.query(_pk(tenant_id, user_id), prefix=PREFIX, limit=items.ALL, newest_first=True),
    )
    read = cast("list[UserSessionValues]", [*map(codec.plain, found)])
    sessions = [session for session in read if _is_valid(session, person)]
    for session in sessions:
        used_at = (person.used or {}).get(session["id"].removeprefix(SESSION), 0)
        session["last_used_at"] = max(session["last_used_at"], timestamp(used_at))
    return sessions


def _is_valid(session: "UserSessionValues", of: User) -> bool:
    return bool(session["expires_at"] > time.time() and session["token_version"] == of.token_version)


@optimistic
def end(tenant_id: str, user_id: str, session_id: str) -> None:
    """Ends a session: its token is no longer valid, and its WebSockets are closed. Beyond ENDED, all sessions of the
    user end: each that is kept makes the user's item larger, which every request updates."""
    found, session = items.find_all([user.key(tenant_id, user_id), _key(tenant_id, user_id, session_id)])
    person, short = user.present(found), session_id.removeprefix(SESSION)
    if not isinstance(session, UserSession) or not _is_valid(session.values, person):
        raise NotFound("Session")
    oldest = id_of("ses", datetime.now(UTC) - timedelta(seconds=USER_LIVES))
    ended = [one for one in person.ended if SESSION + one > oldest]
    if len(ended) < ENDED:
        person.ended = [*ended, short]
        person.used = {other: at for other, at in (person.used or {}).items() if other != short}
    else:
        person.ended, person.used = [], {}
        person.token_version += 1
    with orm.transaction() as write:
        write.save(person)
        write.delete(session, condition=UserSession.pk.exists())


def _pk(tenant_id: str, user_id: str) -> str:
    return f"{tenant_id}#{user_id}"


def _key(tenant_id: str, user_id: str, session_id: str) -> tuple[str, str]:
    if not is_id(session_id, "ses"):
        raise NotFound("Session")
    return _pk(tenant_id, user_id), PREFIX + session_id
