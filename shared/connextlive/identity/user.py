"""Users: the tenant who owns a workspace, and its agents. All of a workspace's users share a partition with its
counters, so that a list with its per-agent figures is one Query beside the page itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from connextlive import counters
from connextlive.core import email_address
from connextlive.core.errors import Invalid, NotFound, Refused, Unauthorized
from connextlive.core.ids import is_id, new_id, timestamp
from connextlive.core.merge_patch import merged_field
from connextlive.core.presence import has_lapsed
from connextlive.core.presence import is_online as _is_online
from connextlive.table import codec, items, orm, writes
from connextlive.table.codec import Raw
from connextlive.table.orm import Document, Item, MaybeText, TransactWrite, UnicodeAttribute, VersionAttribute, Whole
from connextlive.table.writes import optimistic

PREFIX = "user#"
FORMER = "former#"
LOGIN_SK = "login"
TEAM_LIMIT = 2_000  # users and counters of one workspace


class User(Item, discriminator="user"):
    """Someone who logs in. `token_version` is part of every token of theirs: raising it revokes them all."""

    id = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    role = UnicodeAttribute()
    status = UnicodeAttribute(default="ACTIVE")
    password_hash = UnicodeAttribute()
    avatar_key = MaybeText()
    avatar_awaited_at = MaybeText()
    preferences = Document(default=dict)
    token_version = Whole()
    reset_nonce = MaybeText()
    reset_expires_at = MaybeText()
    last_seen_at = MaybeText()
    left_at = MaybeText()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = VersionAttribute()

    def card(self) -> Raw:
        """What a conversation shows of its agent."""
        return card_of(self.attribute_values)


class Former(Item, discriminator="former"):
    """What an agent who was removed was called at last: conversations and messages of theirs go on showing it, without
    the picture, which is deleted."""

    id = UnicodeAttribute()
    name = UnicodeAttribute()


class Login(Item, discriminator="login"):
    """Whose e-mail address it is: the one thing that is unique across all tenants."""

    tenant = UnicodeAttribute()
    user_id = UnicodeAttribute()


def card_of(values: Mapping[str, Any]) -> Raw:
    """The card of a user's values, or of a former one's."""
    return {"id": values["id"], "name": values["name"], "avatar_key": values.get("avatar_key")}


class Team:
    """A workspace's users and counters, as one Query brings them. Values, not models: lists show them."""

    def __init__(self, raw: list[Raw]) -> None:
        values = [codec.plain(item) for item in raw]
        self.users = {item["id"]: item for item in values if item["sk"].startswith(PREFIX)}
        self.former = {item["id"]: item for item in values if item["sk"].startswith(FORMER)}
        self.counts = counters.totals(item for item in values if item["sk"].startswith("count#"))

    @property
    def cards(self) -> dict[str, Raw]:
        """Everybody's cards, also of those who were removed."""
        return {user_id: card_of(values) for user_id, values in (self.former | self.users).items()}

    def agents(self, language: str) -> list[Raw]:
        """The agents, by their names as the language orders them."""
        from connextlive.core import collation  # most functions that know users list none

        found = [user for user in self.users.values() if user["role"] == "AGENT"]
        return sorted(found, key=lambda user: (*collation.key(user["name"], language), user["id"]))

    def workspace_count(self, field: str) -> int:
        return int(self.counts.get(counters.WORKSPACE, {}).get(field, 0))

    def agent_count(self, agent_id: str, field: str) -> int:
        return int(self.counts.get(f"count#{agent_id}", {}).get(field, 0))

    def conversations(self, statuses: Sequence[str], agent_id: str | None) -> int:
        """How many conversations a list filtered like this has in all: from counters, whatever the size."""
        fields = [status.lower() for status in statuses]
        if agent_id is None:
            return sum(self.workspace_count(field) for field in fields)
        if agent_id != "unassigned":
            return sum(self.agent_count(agent_id, field) for field in fields)
        held = sum(int(item.get(f, 0)) for sk, item in self.counts.items() for f in fields if sk != counters.WORKSPACE)
        return sum(self.workspace_count(field) for field in fields) - held


def sk(user_id: str) -> str:
    if not is_id(user_id, "usr"):
        raise NotFound("Agent")
    return PREFIX + user_id


def key(tenant_id: str, user_id: str) -> tuple[str, str]:
    """The key of a user."""
    return counters.team_pk(tenant_id), sk(user_id)


def login_keys(email: str) -> list[tuple[str, str]]:
    """The keys of the login with this e-mail address, whatever its spelling; a new one gets the first."""
    return [_login_key(spelling) for spelling in email_address.spellings(email)]


def _login_key(stored: str) -> tuple[str, str]:
    return f"login#{stored}", LOGIN_SK


def former_key(tenant_id: str, user_id: str) -> tuple[str, str]:
    """The key of what is left of a user who was removed."""
    return counters.team_pk(tenant_id), FORMER + user_id


def cards(tenant_id: str, user_ids: Sequence[str]) -> dict[str, Raw]:
    """Cards of users as they are now, and of those who were removed, as they were at last."""
    found: dict[str, Raw] = {}
    for key_of in (key, former_key):
        if wanted := [key_of(tenant_id, user_id) for user_id in user_ids if user_id not in found]:
            found |= {values["id"]: card_of(values) for values in map(codec.plain, items.raw_items(wanted))}
    return found


def find(tenant_id: str, user_id: str) -> User | None:
    found = User.find(*key(tenant_id, user_id))
    return found if isinstance(found, User) else None


def load(tenant_id: str, user_id: str) -> User:
    """The user, to be changed."""
    found = find(tenant_id, user_id)
    if found is None:
        raise NotFound("Agent")
    return found


def load_agent(tenant_id: str, agent_id: str) -> User:
    """The agent, to be changed; the tenant's own user is not one."""
    found = load(tenant_id, agent_id)
    if found.role != "AGENT":
        raise NotFound("Agent")
    return found


def load_assignable(tenant_id: str, agent_id: str) -> User:
    """The agent, if conversations may be given to them."""
    agent = load_agent(tenant_id, agent_id)
    if agent.status != "ACTIVE":
        raise Refused("The agent is not active", "AGENT_INACTIVE")
    return agent


def load_present(tenant_id: str, user_id: str) -> User:
    """The user who calls, if they still may: the gateway remembers for a while whom it let in."""
    found = find(tenant_id, user_id)
    if found is None or found.status != "ACTIVE":
        raise Unauthorized("Authorization token required")
    return found


def is_active(tenant_id: str, user_id: str) -> bool:
    """Whether there still is such a user who may log in."""
    found = find(tenant_id, user_id)
    return found is not None and found.status == "ACTIVE"


def check_active(write: TransactWrite, tenant_id: str, user_id: str) -> None:
    """Makes a transaction that gives a user something fail if they were deactivated or removed since they were read."""
    write.condition_check(User, *key(tenant_id, user_id), condition=User.status == "ACTIVE")


def is_online(tenant_id: str, agent_id: str) -> bool:
    """Whether the agent is there to answer."""
    agent = find(tenant_id, agent_id)
    return agent is not None and agent.status == "ACTIVE" and _is_online(agent.last_seen_at, agent.left_at)


def team(tenant_id: str) -> Team:
    """All users and counters of the workspace, in one Query."""
    return Team(items.query(counters.team_pk(tenant_id), limit=TEAM_LIMIT))


def by_email(email: str) -> User | None:
    """The user whose mailbox this is."""
    return _user_of(login_of(email))


def by_login(given: str) -> User | None:
    """The user who logs in with this. What is no address may be somebody's all the same: logins were case-folded and
    hardly looked at before addresses were parsed."""
    login = login_of(given)
    if login is None and not given.isascii():
        login = _login(_login_key(given.strip().casefold()))
    if login is None:
        try:
            email_address.parsed(given)
        except ValueError as error:
            raise Invalid(email=error.args[0]) from error
    return _user_of(login)


def login_of(email: str) -> Login | None:
    """The login with this mailbox's address."""
    return next((login for key in login_keys(email) if (login := _login(key))), None)


def _login(key: tuple[str, str]) -> Login | None:
    found = Login.find(*key)
    return found if isinstance(found, Login) else None


def _user_of(login: Login | None) -> User | None:
    return find(login.tenant, login.user_id) if login else None


def new(tenant_id: str, email: str, name: str, role: str, password_hash: str) -> tuple[User, Login]:
    """A user and their login, to be saved together; each on the condition that there is none yet."""
    user_id, at = new_id("usr"), timestamp()
    user = User(
        *key(tenant_id, user_id),
        id=user_id,
        email=email_address.normal(email),
        name=name,
        role=role,
        password_hash=password_hash,
        created_at=at,
        updated_at=at,
    )
    return user, Login(*login_keys(email)[0], tenant=tenant_id, user_id=user_id)


@optimistic
def update(tenant_id: str, user_id: str, changes: dict[str, Any], revoke: bool = False) -> User:
    """Sets fields of a user, preferences merged into those there are; `revoke` makes every token they hold
    worthless."""
    user = load(tenant_id, user_id)
    for name, value in changes.items():
        setattr(user, name, merged_field(name, user.preferences, value) if name == "preferences" else value)
    user.token_version += revoke
    user.updated_at = timestamp()
    user.save()
    return user


@optimistic
def remove_agent(tenant_id: str, agent_id: str) -> None:
    """Removes an agent together with their login; what they were called stays, for what they wrote."""
    agent = load_agent(tenant_id, agent_id)
    login = Login(*_login_key(agent.email))
    former = Former(*former_key(tenant_id, agent_id), id=agent.id, name=agent.name)
    with orm.transaction() as write:
        write.delete(agent)
        write.delete(login, condition=Login.user_id == agent.id)
        write.save(former, condition=Former.pk.does_not_exist())


def seen(tenant_id: str, user_id: str, token_version: int) -> User | None:
    """Notes that a user is here and reads them in the same call; None when there is no such active user any more, or
    their tokens have another version."""
    still = {"status": "ACTIVE", "token_version": token_version}
    values = writes.set_fields(*key(tenant_id, user_id), {"last_seen_at": timestamp()}, only_if=still)
    return User.from_raw_data(values) if values else None


def left(tenant_id: str, user_id: str) -> None:
    """Notes that a user went."""
    at = timestamp()
    writes.set_fields(*key(tenant_id, user_id), {"last_seen_at": at, "left_at": at})


def note_lapsed(tenant_id: str) -> None:
    """Notes that agents went who were not heard of for too long, and never said so."""
    names = ("id", "role", "last_seen_at", "left_at")
    for raw in items.query(counters.team_pk(tenant_id), prefix=PREFIX, limit=TEAM_LIMIT, fields=names):
        agent = codec.plain(raw)
        if agent["role"] == "AGENT" and has_lapsed(agent.get("last_seen_at"), agent.get("left_at")):
            still = {"last_seen_at": agent["last_seen_at"]}
            writes.set_fields(*key(tenant_id, agent["id"]), {"left_at": timestamp()}, only_if=still)


def here(tenant_id: str, user_id: str, token_version: int | None) -> bool:
    """Notes that a user is here, whose connection a token of that version opened; False where it no longer counts."""
    still = {"status": "ACTIVE"} | ({} if token_version is None else {"token_version": token_version})
    return writes.set_fields(*key(tenant_id, user_id), {"last_seen_at": timestamp()}, only_if=still) is not None
