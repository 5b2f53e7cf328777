"""Users: the tenant's owner and agents. All users of a workspace share a partition."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, cast

from connextlive import counters
from connextlive.core import email_address
from connextlive.core.errors import Invalid, NotFound, Refused, token_required
from connextlive.core.ids import new_id, timestamp
from connextlive.core.merge_patch import merged_field
from connextlive.core.presence import has_lapsed
from connextlive.core.presence import is_online as _is_online
from connextlive.identity.user_presence import PREFIX
from connextlive.identity.user_presence import access_of as access_of
from connextlive.identity.user_presence import key as key
from connextlive.identity.user_presence import position_of as position_of
from connextlive.table import codec, items, orm, writes
from connextlive.table.codec import AttributeMap
from connextlive.table.orm import (
    Audited,
    BooleanAttribute,
    Document,
    Item,
    Many,
    MaybeDocument,
    MaybeText,
    MaybeWhole,
    TransactWrite,
    UnicodeAttribute,
    UpdateError,
    VersionAttribute,
    Whole,
)
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import FormerValues, UserValues

    class Reset(TypedDict):
        """A valid link for a new password, by its nonce."""

        nonce: str
        expires_at: str

    class ShownUser(UserValues):
        """A user's values, with a link to their picture."""

        avatar_url: str | None


FORMER = "former#"
LOGIN_SK = "login"
NO_PASSWORD = "!"  # instead of a hash, of users who sign in otherwise
NETWORKS = 10  # that a user is known from
NOBODY = ("ten_" + "0" * 26, "usr_" + "0" * 26)
LOOKED_AT_PER_SECOND = 100  # users of one workspace whose presence a function looks at
LOOKED_AT_EVERY = 30.0  # seconds, at the latest
SHOWN = {"name", "avatar_key", "status", "role"}  # what lists show of users, and keep until the team's next revision

_look_again_at: dict[str, float] = {}  # by tenant


class AgentCard(TypedDict):
    """An agent, as included in conversations."""

    id: str
    name: str
    avatar_url: str | None


class User(Item, discriminator="user"):
    """A user. `token_version` is part of their tokens: incrementing it revokes all of them. `used` has the last use of
    their sessions, `ended` their ended sessions (`user_session.py`)."""

    id = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    role = UnicodeAttribute()
    position = MaybeText()
    conversation_access = MaybeText()
    status = UnicodeAttribute(default="ACTIVE")
    password_hash = UnicodeAttribute()
    avatar_key = MaybeText()
    avatar_awaited_at = MaybeText()
    preferences: "Document[dict[str, Any]]" = Document(default=dict)
    token_version = Whole()
    reset_nonce = MaybeText()
    reset_expires_at = MaybeText()
    resets_before: "Many[Reset]" = Many()
    last_seen_at = MaybeText()
    left_at = MaybeText()
    availability = MaybeText()
    availability_since = MaybeText()
    schedule: "MaybeDocument[dict[str, Any]]" = MaybeDocument()
    shift_at = MaybeText()
    capacity = MaybeWhole()
    has_second_factor = BooleanAttribute(default=False)
    used: "MaybeDocument[dict[str, int]]" = MaybeDocument()
    ended: "Many[str]" = Many()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    act = Audited()
    version = VersionAttribute()

    @property
    def values(self) -> "UserValues":
        return cast("UserValues", self.attribute_values)

    @property
    def is_assignable(self) -> bool:
        """Whether conversations can be assigned to them: they are an active agent or lead, not the owner or an
        admin."""
        return self.status == "ACTIVE" and self.role == "AGENT"

    def card(self) -> "AgentCard":
        """The agent, as included in conversations."""
        return card_of(self.values)

    def shown(self) -> "ShownUser":
        """The user's values, with a link to their picture."""
        return with_picture(self.values)


class Former(Item, discriminator="former"):
    """The last name of a removed agent. It is still shown in their conversations and messages; the picture is
    deleted."""

    id = UnicodeAttribute()
    name = UnicodeAttribute()


class Login(Item, discriminator="login"):
    """The user of this email address, which is unique across tenants; and the networks that they have logged in from,
    the latest last."""

    tenant = UnicodeAttribute()
    user_id = UnicodeAttribute()
    known: "Many[str]" = Many()


def card_of(values: "UserValues") -> "AgentCard":
    """A user's card, with a link to their picture."""
    return {"id": values["id"], "name": values["name"], "avatar_url": _picture_url(values.get("avatar_key"))}


def former_card(values: "FormerValues") -> "AgentCard":
    """The card of a removed agent, without picture."""
    return {"id": values["id"], "name": values["name"], "avatar_url": None}


def with_picture(values: "UserValues") -> "ShownUser":
    """A user's values, with a link to their picture."""
    return {**values, "avatar_url": _picture_url(values.get("avatar_key"))}


def _picture_url(key: str | None) -> str | None:
    if key is None:
        return None
    from connextlive.aws.s3 import picture_url  # only for those who have a picture

    return picture_url(key)


def login_keys(email: str) -> list[tuple[str, str]]:
    """The keys of the login with this email address under all its spellings; a new login uses the first."""
    return [_login_key(spelling) for spelling in email_address.spellings(email)]


def _login_key(stored: str) -> tuple[str, str]:
    return f"login#{stored}", LOGIN_SK


def former_key(tenant_id: str, user_id: str) -> tuple[str, str]:
    """The key of a removed agent's last name."""
    return counters.team_pk(tenant_id), FORMER + user_id


def cards(tenant_id: str, user_ids: Sequence[str]) -> "dict[str, AgentCard]":
    """Cards of current users, and of removed agents with their last name."""
    return cards_of(tenant_id, user_ids, items.raw_items([key(tenant_id, user_id) for user_id in user_ids]))


def cards_of(tenant_id: str, user_ids: Sequence[str], read: Iterable[AttributeMap]) -> "dict[str, AgentCard]":
    """Like `cards`, for users whose items were already read, perhaps among other items."""
    users = _values(raw for raw in read if raw["sk"]["S"].startswith(PREFIX))
    found = {values["id"]: card_of(values) for values in users}
    if missing := [former_key(tenant_id, user_id) for user_id in user_ids if user_id not in found]:
        former = cast("Iterable[FormerValues]", map(codec.plain, items.raw_items(missing)))
        found |= {values["id"]: former_card(values) for values in former}
    return found


def online_among(read: Iterable[AttributeMap]) -> list[str]:
    """IDs of the online users among the items read."""
    users = _values(raw for raw in read if raw["sk"]["S"].startswith(PREFIX))
    return [
        one["id"]
        for one in users
        if one["status"] == "ACTIVE" and _is_online(one.get("last_seen_at"), one.get("left_at"))
    ]


def find(tenant_id: str, user_id: str) -> User | None:
    found = User.find(*key(tenant_id, user_id))
    return found if isinstance(found, User) else None


def load(tenant_id: str, user_id: str) -> User:
    """The user, for changing it."""
    found = find(tenant_id, user_id)
    if found is None:
        raise NotFound("Agent")
    return found


def load_agent(tenant_id: str, agent_id: str) -> User:
    """The agent, lead or admin, for changing it. NotFound for the tenant's owner."""
    found = load(tenant_id, agent_id)
    if position_of(found.values) == "OWNER":
        raise NotFound("Agent")
    return found


def load_assignable(tenant_id: str, agent_id: str) -> User:
    """The agent, who must be assignable."""
    agent = load_agent(tenant_id, agent_id)
    if agent.role != "AGENT":
        raise NotFound("Agent")
    if not agent.is_assignable:
        raise Refused("The agent is not active", "AGENT_INACTIVE")
    return agent


def present(found: Item | None) -> User:
    """The calling user as found, who must still be active: the gateway caches the authorizer's result for a while."""
    if not isinstance(found, User) or found.status != "ACTIVE":
        raise token_required()
    return found


def present_agent(found: Item | None) -> User:
    """Like `present`, for a caller who answers visitors: they may have become an admin meanwhile."""
    agent = present(found)
    if not agent.is_assignable:
        raise token_required()
    return agent


def load_present(tenant_id: str, user_id: str) -> User:
    """The calling user, who must still be active."""
    return present(find(tenant_id, user_id))


def is_assignable(tenant_id: str, user_id: str) -> bool:
    """Whether the agent exists and conversations may be assigned to them."""
    found = find(tenant_id, user_id)
    return found is not None and found.is_assignable


def check_active(tenant_id: str, user_id: str, write: TransactWrite) -> None:
    """A condition that fails the transaction if the user was deactivated, removed or made an admin since they were
    read."""
    condition = (User.status == "ACTIVE") & (User.role == "AGENT")
    write.condition_check(User, *key(tenant_id, user_id), condition=condition)


def is_online(tenant_id: str, agent_id: str) -> bool:
    """Whether the agent is online."""
    agent = find(tenant_id, agent_id)
    return agent is not None and agent.is_assignable and _is_online(agent.last_seen_at, agent.left_at)


def _values(raw: Iterable[AttributeMap]) -> "list[UserValues]":
    return [cast("UserValues", codec.plain(one)) for one in raw]


def all_of(tenant_id: str, fields: tuple[str, ...] = ()) -> "list[UserValues]":
    """Values of all users of the workspace, oldest first; with `fields`, only these."""
    return _values(items.query(counters.team_pk(tenant_id), prefix=PREFIX, limit=items.ALL, fields=fields))


def owner(tenant_id: str) -> User | None:
    """The workspace's owner. No key names the owner, because the ownership can be transferred."""
    found = _values(items.query(counters.team_pk(tenant_id), prefix=PREFIX, limit=items.ALL))
    ids = (values["id"] for values in found if position_of(values) == "OWNER")
    return next((find(tenant_id, user_id) for user_id in ids), None)


def newest(tenant_id: str, limit: int) -> "list[UserValues]":
    """Values of the users who joined last."""
    return _values(items.query(counters.team_pk(tenant_id), prefix=PREFIX, limit=limit, newest_first=True))


def many(tenant_id: str, user_ids: Iterable[str]) -> "list[UserValues]":
    """Values of the existing users among `user_ids`."""
    return _values(items.raw_items([key(tenant_id, user_id) for user_id in user_ids]))


def by_email(email: str) -> User | None:
    """The user with this mailbox. Without one, as much is read, so that response times do not reveal who exists."""
    login = login_of(email)
    found = find(*((login.tenant, login.user_id) if login else NOBODY))
    return found if login else None


def login_given(given: str) -> Login | None:
    """The login with this address, which may be invalid: logins from before addresses were parsed were case-folded and
    barely validated."""
    login = login_of(given)
    if login is None and not given.isascii():
        login = _login(_login_key(given.strip().casefold()))
    if login is None:
        try:
            email_address.parsed(given)
        except ValueError as error:
            raise Invalid(email=error.args[0]) from error
    return login


def remember_network(login: Login, mark: str) -> None:
    """Adds a network to those that the user has logged in from. Nothing is written if it was the last one, or if the
    login was removed meanwhile."""
    if login.known[-1:] == [mark]:
        return
    known = [*(one for one in login.known if one != mark), mark][-NETWORKS:]
    try:
        login.update(actions=[Login.known.set(known)], condition=Login.user_id == login.user_id)
    except UpdateError as error:
        if not writes.lost_race(error):
            raise


def login_of(email: str) -> Login | None:
    """The login with this mailbox's address."""
    return next((login for key in login_keys(email) if (login := _login(key))), None)


def _login(key: tuple[str, str]) -> Login | None:
    found = Login.find(*key)
    return found if isinstance(found, Login) else None


def of_login(login: Login) -> User | None:
    return find(login.tenant, login.user_id)


def new(tenant_id: str, email: str, name: str, role: str, password_hash: str) -> tuple[User, Login]:
    """A user and their login, to be saved in one transaction, on the condition that neither exists."""
    user_id, at = new_id("usr"), timestamp()
    user = User(
        *key(tenant_id, user_id),
        id=user_id,
        email=email_address.normal(email),
        name=name,
        role=role,
        password_hash=password_hash,
        used={},
        created_at=at,
        updated_at=at,
    )
    return user, Login(*login_keys(email)[0], tenant=tenant_id, user_id=user_id)


def hand_over(login: Login, to: Login, write: TransactWrite) -> None:
    """Transfers a login's address to another user, in whatever spelling it was stored."""
    if login.pk == to.pk:
        write.save(to, condition=Login.user_id == login.user_id)
    else:
        write.delete(login, condition=Login.user_id == login.user_id)
        write.save(to, condition=Login.pk.does_not_exist())


@optimistic
def update(
    tenant_id: str, user_id: str, wanted: dict[str, Any] | Callable[[User], dict[str, Any]], revoke: bool = False
) -> User:
    """Sets fields of a user, merging preferences. `wanted` may be a function of the present user. `revoke`, or another
    role, invalidates all their tokens."""
    user = load(tenant_id, user_id)
    changes = wanted(user) if callable(wanted) else wanted
    revoke = revoke or changes.get("role", user.role) != user.role
    for name, value in changes.items():
        setattr(user, name, merged_field(name, user.preferences, value) if name == "preferences" else value)
    user.token_version += revoke
    user.updated_at = timestamp()
    if changes.keys() & SHOWN:
        with orm.transaction() as write:
            write.save(user)
            counters.team_changes(tenant_id, write)
    else:
        user.save()
    return user


@optimistic
def remove_agent(tenant_id: str, agent_id: str) -> None:
    """Removes an agent and their login; their name is kept for their messages."""
    agent = load_agent(tenant_id, agent_id)
    login = Login(*_login_key(agent.email))
    former = Former(*former_key(tenant_id, agent_id), id=agent.id, name=agent.name)
    with orm.transaction() as write:
        write.delete(agent)
        write.delete(login, condition=Login.user_id == agent.id)
        write.save(former, condition=Former.pk.does_not_exist())
        counters.team_changes(tenant_id, write)


def note_lapsed(tenant_id: str) -> None:
    """Records that agents have left whose presence has expired. Every agent's ping calls it, and it reads the whole
    team, so it runs less often in larger teams."""
    if time.monotonic() < _look_again_at.get(tenant_id, 0):
        return
    users = all_of(tenant_id, ("id", "role", "last_seen_at", "left_at"))
    _look_again_at[tenant_id] = time.monotonic() + min(len(users) / LOOKED_AT_PER_SECOND, LOOKED_AT_EVERY)
    for agent in users:
        if agent["role"] == "AGENT" and has_lapsed(agent.get("last_seen_at"), agent.get("left_at")):
            still = {"last_seen_at": agent["last_seen_at"]}
            writes.set_fields(*key(tenant_id, agent["id"]), {"left_at": timestamp()}, only_if=still)
