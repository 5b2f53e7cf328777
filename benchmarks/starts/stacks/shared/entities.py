"""The entities as PynamoDB's documentation has one write them, and the requests of both endpoints over them."""

import os
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.connection import Connection
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactGet

REGION = os.environ["AWS_REGION"]


class Table:
    table_name = os.environ["TABLE_NAME"]
    region = REGION


class All(GlobalSecondaryIndex["Conversation"]):
    """The list of everything, newest activity first."""

    class Meta:
        index_name = "all"
        projection = AllProjection()

    list_all = UnicodeAttribute(hash_key=True)
    listed = UnicodeAttribute(range_key=True)


class Conversation(Model):
    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    id = UnicodeAttribute()
    status = UnicodeAttribute()
    site_id = UnicodeAttribute()
    visitor_id = UnicodeAttribute()
    visitor: MapAttribute[str, Any] = MapAttribute()
    agent_id = UnicodeAttribute(null=True)
    agent: MapAttribute[str, Any] = MapAttribute(null=True)
    unread_count = NumberAttribute()
    message_count = NumberAttribute()
    last_message: MapAttribute[str, Any] = MapAttribute(null=True)
    last_activity_at = UnicodeAttribute()
    waiting_since = UnicodeAttribute(null=True)
    first_response_at = UnicodeAttribute(null=True)
    closed_at = UnicodeAttribute(null=True)
    closed_by = UnicodeAttribute(null=True)
    reopen_count = NumberAttribute()
    tags: ListAttribute[Any] = ListAttribute()
    topics: ListAttribute[Any] = ListAttribute()
    resolution: MapAttribute[str, Any] = MapAttribute(null=True)
    rating: MapAttribute[str, Any] = MapAttribute(null=True)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    list_all = UnicodeAttribute()
    listed = UnicodeAttribute()
    all = All()


class TeamItem(Model):
    """A user or a counter: they share a partition, which one Query reads."""

    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    id = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    role = UnicodeAttribute(null=True)
    active = NumberAttribute(default=0)
    waiting = NumberAttribute(default=0)
    closed = NumberAttribute(default=0)
    unread = NumberAttribute(default=0)


class Visitor(Model):
    class Meta(Table):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
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
    id = UnicodeAttribute()
    name = UnicodeAttribute()
    language = UnicodeAttribute()
    timezone = UnicodeAttribute()


connection = Connection(region=REGION)


def page(tenant: str, limit: int, offset: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Values of the conversations of a page and one more, and of the team."""
    team = [_values(item) for item in TeamItem.query(f"{tenant}#team", consistent_read=True)]
    found = Conversation.all.query(f"{tenant}#conversations", scan_index_forward=False, limit=offset + limit + 1)
    return [_values(item) for item in found], team


def whole(tenant: str, conversation_id: str) -> tuple[dict[str, Any], ...]:
    """Values of a conversation, its visitor, its workspace, and its agent if it has one."""
    item = Conversation.get(f"{tenant}#{conversation_id}", "conversation", consistent_read=True)
    with TransactGet(connection=connection) as transaction:
        visitor = transaction.get(Visitor, f"{tenant}#{item.visitor_id}", "visitor")
        workspace = transaction.get(Workspace, tenant, "workspace")
        agent = transaction.get(TeamItem, f"{tenant}#team", f"user#{item.agent_id}") if item.agent_id else None
    around = [_values(future.get()) for future in (visitor, workspace, agent) if future is not None]
    return (_values(item), *around)


def _values(item: Model) -> dict[str, Any]:
    return {
        name: value.as_dict() if isinstance(value, MapAttribute) else value
        for name, value in item.attribute_values.items()
    }
