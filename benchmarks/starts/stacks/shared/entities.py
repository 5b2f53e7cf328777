"""The entities as PynamoDB's documentation has one write them, and the requests of all endpoints over them: those of
`access.py`, call by call."""

import os
import time
from collections.abc import Callable
from typing import Any

from moments import in_seconds, new_id, now
from pynamodb.attributes import BooleanAttribute, ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.connection.base import MetaTable
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

type Raw = dict[str, Any]

REGION = os.environ["AWS_REGION"]
STATUSES = ("ACTIVE", "WAITING", "CLOSED")
AGENTS = 100  # with figures


class Table:
    table_name = os.environ["TABLE_NAME"]
    region = REGION


class ByState(GlobalSecondaryIndex["Conversation"]):
    """The lists by status, newest activity first."""

    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    list_state = UnicodeAttribute(hash_key=True)
    listed = UnicodeAttribute(range_key=True)


class Conversation(Model):
    """Stored under short names, because an item's size is what a write costs."""

    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(default="conversation")
    id = UnicodeAttribute(attr_name="_a")
    status = UnicodeAttribute(attr_name="_b")
    site_id = UnicodeAttribute(attr_name="_c")
    visitor_id = UnicodeAttribute(attr_name="_d")
    visitor: MapAttribute[str, Any] = MapAttribute(attr_name="_e")
    agent_id = UnicodeAttribute(attr_name="_f", null=True)
    held_since = UnicodeAttribute(attr_name="_h", null=True)
    unread_count = NumberAttribute(attr_name="_i")
    first_unread_id = UnicodeAttribute(attr_name="_j", null=True)
    visitor_unread_count = NumberAttribute(attr_name="_k", default=0)
    visitor_first_unread_id = UnicodeAttribute(attr_name="_l", null=True)
    message_count = NumberAttribute(attr_name="_m")
    internal_count = NumberAttribute(attr_name="_n", default=0)
    last_message: MapAttribute[str, Any] = MapAttribute(attr_name="_o", null=True)
    last_message_id = UnicodeAttribute(attr_name="_p", null=True)
    last_activity_at = UnicodeAttribute(attr_name="_q")
    waiting_since = UnicodeAttribute(attr_name="_r", null=True)
    first_response_at = UnicodeAttribute(attr_name="_s", null=True)
    closed_at = UnicodeAttribute(attr_name="_t", null=True)
    closed_by = UnicodeAttribute(attr_name="_u", null=True)
    is_resolved = BooleanAttribute(attr_name="_w", default=False)
    opened_at = UnicodeAttribute(attr_name="_x", null=True)
    is_answered = BooleanAttribute(attr_name="_y", default=False)
    reopen_count = NumberAttribute(attr_name="_z")
    tags: ListAttribute[Any] = ListAttribute(attr_name="_A")
    topics: ListAttribute[Any] = ListAttribute(attr_name="_B")
    resolution: MapAttribute[str, Any] = MapAttribute(attr_name="_C", null=True)
    rating: MapAttribute[str, Any] = MapAttribute(attr_name="_D", null=True)
    created_at = UnicodeAttribute(attr_name="_F")
    updated_at = UnicodeAttribute(attr_name="_G")
    on_hold = BooleanAttribute(attr_name="_H", null=True)
    spam_since = UnicodeAttribute(attr_name="_I", null=True)
    messages_edited_at = UnicodeAttribute(attr_name="_K", null=True)
    snoozed_until = UnicodeAttribute(attr_name="_S", null=True)
    version = NumberAttribute()
    list_state = UnicodeAttribute()
    list_owner_state = UnicodeAttribute(null=True)
    listed = UnicodeAttribute()
    by_state = ByState()


UNLISTED = {"pk", "sk", "kind", "list_state", "list_owner_state", "last_message_id", "internal_count", "is_answered"}
UNLISTED |= {"is_resolved", "visitor_unread_count", "opened_at", "held_since", "first_unread_id"}
UNLISTED |= {"visitor_first_unread_id"}
LISTED = [one.attr_name for name, one in Conversation.get_attributes().items() if name not in UNLISTED]


class Message(Model):
    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(default="message")
    id = UnicodeAttribute()
    conversation_id = UnicodeAttribute()
    sender_type = UnicodeAttribute()
    sender_id = UnicodeAttribute()
    sender_name = UnicodeAttribute()
    content = UnicodeAttribute()
    message_type = UnicodeAttribute()
    is_internal = BooleanAttribute(default=False)
    attachments: ListAttribute[Any] = ListAttribute(default=list)
    created_at = UnicodeAttribute()


class TeamItem(Model):
    """A user or a counter: they share a partition."""

    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    id = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    role = UnicodeAttribute(null=True)
    password_hash = UnicodeAttribute(null=True)
    used: MapAttribute[str, Any] = MapAttribute(null=True)
    active = NumberAttribute(default=0)
    waiting = NumberAttribute(default=0)
    closed = NumberAttribute(default=0)
    unread = NumberAttribute(default=0)


class Presence(Model):
    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    seen_at = UnicodeAttribute()


class Visitor(Model):
    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(default="visitor")
    id = UnicodeAttribute()
    site_id = UnicodeAttribute()
    external_id = UnicodeAttribute(null=True)
    user_name = UnicodeAttribute(null=True)
    user_email = UnicodeAttribute(null=True)
    user_phone = UnicodeAttribute(null=True)
    avatar_url = UnicodeAttribute(null=True)
    tags: ListAttribute[Any] = ListAttribute()
    notes = UnicodeAttribute(null=True)
    is_verified = BooleanAttribute()
    visit_count = NumberAttribute()
    first_seen_at = UnicodeAttribute()
    last_seen_at = UnicodeAttribute()
    ip = UnicodeAttribute(null=True)
    country = UnicodeAttribute(null=True)
    city = UnicodeAttribute(null=True)
    browser = UnicodeAttribute(null=True)
    os = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    current_url = UnicodeAttribute(null=True)
    referrer = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()


class Workspace(Model):
    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(default="workspace")
    id = UnicodeAttribute()
    name = UnicodeAttribute()
    language = UnicodeAttribute()
    timezone = UnicodeAttribute()


class Login(Model):
    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    tenant = UnicodeAttribute()
    user_id = UnicodeAttribute()
    known: ListAttribute[Any] = ListAttribute(null=True)


class Attempts(Model):
    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    number = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class Noted(Model):
    """A session, or an entry of the audit log."""

    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    id = UnicodeAttribute()
    address = UnicodeAttribute()
    expires_at = NumberAttribute()
    at = UnicodeAttribute(null=True)
    action = UnicodeAttribute(null=True)
    actor_id = UnicodeAttribute(null=True)
    actor_name = UnicodeAttribute(null=True)
    actor_role = UnicodeAttribute(null=True)
    object_id = UnicodeAttribute(null=True)
    object_name = UnicodeAttribute(null=True)
    changes: ListAttribute[Any] = ListAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    last_used_at = UnicodeAttribute(null=True)
    token_version = NumberAttribute(null=True)
    user_agent = UnicodeAttribute(null=True)


connection = Connection(region=REGION)
# What models know of their table, for a call past them.
_keys = [{"AttributeName": name, "KeyType": kind} for name, kind in (("pk", "HASH"), ("sk", "RANGE"))]
_types = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")]
connection.add_meta_table(
    MetaTable({"TableName": Table.table_name, "KeySchema": _keys, "AttributeDefinitions": _types})
)
_team: dict[str, list[Raw]] = {}


def page(tenant: str, size: int) -> tuple[list[Raw], list[Raw], list[Raw]]:
    """Values of the newest conversations of all statuses, of the team with its figures, and of who is online."""
    team = f"{tenant}#team"
    counters = TeamItem.sk.between("count#usr_\0", "count#workspace#state")
    figures = list(TeamItem.query(team, counters, scan_index_forward=False, limit=AGENTS + 9))
    online = list(
        Presence.query(f"{tenant}#online", attributes_to_get=["sk", "seen_at"], limit=1000, consistent_read=True)
    )
    found = []
    for status in STATUSES:
        state = f"{tenant}#conversations#{status}"
        found += Conversation.by_state.query(state, scan_index_forward=False, limit=size, attributes_to_get=LISTED)
    if tenant not in _team:  # ours keeps the names, too, as long as the figures have the same revision
        users = TeamItem.sk.startswith("user#")
        newest = TeamItem.query(team, users, scan_index_forward=False, limit=AGENTS + 2, consistent_read=True)
        _team[tenant] = [_values(user) for user in newest]
    found.sort(key=lambda item: str(item.listed), reverse=True)
    return (
        [_values(item) for item in found],
        [*map(_values, figures), *_team[tenant]],
        [_values(presence) for presence in online],
    )


def whole(tenant: str, conversation_id: str) -> tuple[Raw, dict[str, Raw]]:
    """Values of a conversation, and by kind of what is shown around it."""
    item = Conversation.get(f"{tenant}#{conversation_id}", "conversation", consistent_read=True)
    keys = [(f"{tenant}#{item.visitor_id}", "visitor"), (f"{tenant}#online", item.visitor_id), (tenant, "workspace")]
    if item.agent_id:
        keys += [(f"{tenant}#team", f"{kind}#{item.agent_id}") for kind in ("user", "former")]
    return _values(item), {kind: _values(found) for kind, found in _batch(keys).items()}


KINDS = {"visitor": Visitor, "workspace": Workspace, "user": TeamItem, "presence": Presence}
KINDS["conversation"] = Conversation


def _batch(keys: list[tuple[str, str]]) -> dict[str, Any]:
    """Entities of several kinds, which models do not read in one call."""
    asked = [{"pk": pk, "sk": sk} for pk, sk in keys]
    found = connection.batch_get_item(Table.table_name, asked, consistent_read=True)
    items = found["Responses"][Table.table_name]
    return {item["kind"]["S"]: KINDS[item["kind"]["S"]].from_raw_data(item) for item in items}


def send(tenant: str, conversation_id: str, agent_id: str, content: str) -> tuple[Raw, Raw, Raw, Raw | None]:
    """Values of the message, of the conversation as it is then, of the agent, and of the visitor's presence."""
    pk = f"{tenant}#{conversation_id}"
    found = _batch([(pk, "conversation"), (f"{tenant}#team", f"user#{agent_id}")])
    held, agent, message_id, at = found["conversation"], found["user"], new_id("msg"), now()
    said = {"id": message_id, "content": content, "sender_type": "AGENT", "sender_id": agent_id}
    said |= {"message_type": "TEXT", "created_at": at}
    message = Message(pk, f"message#{message_id}", conversation_id=conversation_id, sender_name=agent.name, **said)
    before = held.version
    held.last_message, held.last_message_id, held.last_activity_at, held.updated_at = said, message_id, at, at
    held.message_count += 1
    held.visitor_unread_count += 1
    held.visitor_first_unread_id = held.visitor_first_unread_id or message_id
    held.version += 1
    held.listed = f"{at}#{conversation_id}"
    with TransactWrite(connection=connection, client_request_token=message_id) as transaction:
        transaction.save(held, condition=Conversation.version == before)
        transaction.save(message, condition=Message.pk.does_not_exist())
    try:
        presence = _values(Presence.get(f"{tenant}#online", held.visitor_id, consistent_read=True))
    except Presence.DoesNotExist:
        presence = None
    return _values(message), _values(held), _values(agent), presence


def log_in(email: str, address: str, matches: Callable[[Raw], bool]) -> tuple[Raw, str, str]:
    """The user's values, their tenant and their new session. Attempts are counted before the password is compared, and
    given back; the login is noted with the address and in the audit log."""
    attempts = [Attempts(f"attempts#{who}", "attempts") for who in (f"login#{email}", f"address#{address}")]
    for one in attempts:
        one.update(
            actions=[Attempts.number.set(1), Attempts.expires_at.set(in_seconds(900)), Attempts.kind.set("attempts")],
            condition=Attempts.pk.does_not_exist() | (Attempts.expires_at <= int(time.time())),
        )
    login = Login.get(f"login#{email}", "login", consistent_read=True)
    tenant, user_id = login.tenant, login.user_id
    user = TeamItem.get(f"{tenant}#team", f"user#{user_id}", consistent_read=True)
    values = _values(user)
    if not matches(values):
        raise PermissionError("Wrong password")
    at, session, entry = now(), new_id("ses"), new_id("aud")
    for one in attempts:
        one.update(actions=[Attempts.number.add(-1)], condition=Attempts.number > 0)
    login.update(actions=[Login.known.set(["59a74144109926fd"])], condition=Login.user_id == user_id)
    Workspace.get(tenant, "workspace", consistent_read=True)
    noted = Noted(f"{tenant}#audit", f"{at}#{entry}", kind="audit_entry", id=entry, at=at, action="user.logged_in")
    noted.address, noted.actor_id, noted.actor_name, noted.actor_role = address, user_id, user.name, user.role
    noted.object_id, noted.object_name, noted.changes = user_id, user.name, []
    noted.expires_at = in_seconds(365 * 24 * 3600)
    noted.save(condition=Noted.pk.does_not_exist())
    user.update(actions=[TeamItem.used.set({})], condition=TeamItem.pk.exists())
    opened = Noted(f"{tenant}#{user_id}", f"session#{session}", kind="session", id=session, address=address)
    opened.created_at, opened.last_used_at, opened.token_version, opened.user_agent = at, at, 0, "curl/8.5.0"
    opened.expires_at = in_seconds(7 * 24 * 3600)
    opened.save(condition=Noted.pk.does_not_exist())
    return values, tenant, session


def _values(item: Model) -> Raw:
    return {
        name: value.as_dict() if isinstance(value, MapAttribute) else value
        for name, value in item.attribute_values.items()
    }
