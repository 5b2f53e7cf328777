"""The answers as pydantic shapes, for the stacks that have it: what both endpoints need and nothing else."""

from typing import Annotated, Any, Literal

from moments import online_since
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class VisitorCard(Shape):
    id: str
    user_name: str | None = None
    user_email: str | None = None
    is_online: bool
    country: str | None = None
    avatar_url: str | None = None
    is_blocked: bool = False


class AgentCard(Shape):
    id: str
    name: str
    avatar_url: str | None = None


class LastMessage(Shape):
    id: str
    content: str
    sender_type: Literal["VISITOR", "AGENT", "SYSTEM"]
    message_type: Literal["TEXT", "FILE", "SYSTEM"]
    created_at: str
    deleted_at: str | None = None


class Resolution(Shape):
    summary: str
    outcome: Literal["RESOLVED", "PARTIAL", "UNRESOLVED"]
    sentiment: Literal["POSITIVE", "NEUTRAL", "NEGATIVE"]
    topics: list[str]
    confidence: float
    model: str
    analyzed_at: str
    review: None = None
    usage: None = None
    is_unsure: bool = False


class Targets(Shape):
    first_response: None = None
    resolution: None = None


class Rating(Shape):
    score: int
    comment: str | None = None
    created_at: str


class ConversationBase(Shape):
    id: str
    status: Literal["ACTIVE", "WAITING", "CLOSED"]
    site_id: str
    visitor_id: str
    agent_id: str | None = None
    agent: AgentCard | None = None
    unread_count: int
    message_count: int
    last_message: LastMessage | None = None
    last_activity_at: str
    waiting_since: str | None = None
    first_response_at: str | None = None
    closed_at: str | None = None
    closed_by: str | None = None
    reopen_count: int
    version: int
    tags: list[str]
    labels: list[str] = []
    topics: list[str]
    resolution: Resolution | None = None
    rating: Rating | None = None
    messages_edited_at: str | None = None
    on_hold: bool = False
    is_spam: bool = False
    is_snoozed: bool = False
    snoozed_until: str | None = None
    mood: None = None
    mentioned_ids: list[str] = []
    targets: Targets = Targets()
    closing_at: None = None
    attributes: dict[str, str] = {}
    created_at: str
    updated_at: str


class Conversation(ConversationBase):
    visitor: VisitorCard


class ListedConversation(Conversation):
    match: None = None


class Visitor(Shape):
    id: str
    site_id: str
    external_id: str | None = None
    user_name: str | None = None
    user_email: str | None = None
    user_phone: str | None = None
    avatar_url: str | None = None
    tags: list[str]
    notes: str | None = None
    attributes: dict[str, str] = {}
    consent: str | None = None
    received_id: str | None = None
    merged_into: str | None = None
    merged: list[str] = []
    is_online: bool
    on_hold: bool = False
    is_blocked: bool = False
    block_id: str | None = None
    is_verified: bool
    is_returning: bool
    visit_count: int
    first_seen_at: str
    last_seen_at: str
    ip: str | None = None
    country: str | None = None
    city: str | None = None
    browser: str | None = None
    os: str | None = None
    language: str | None = None
    current_url: str | None = None
    referrer: str | None = None
    external_ids: list[str]
    created_at: str
    updated_at: str


class WorkspaceCard(Shape):
    id: str
    name: str
    language: str
    timezone: str
    offers_summaries: bool = True


class WholeConversation(ConversationBase):
    visitor: Visitor
    workspace: WorkspaceCard
    summary: None = None
    visitor_conversations: list[str] = []


class ConversationAnswer(Shape):
    conversation: WholeConversation


class Pagination(Shape):
    total: int
    limit: int
    offset: int
    has_more: bool
    next_cursor: str | None = None


class Counts(Shape):
    active: int = 0
    waiting: int = 0
    closed: int = 0
    unread: int = 0


class WorkspaceCounts(Counts):
    total: int


class AgentStats(AgentCard, Counts):
    pass


class Conversations(Shape):
    conversations: list[ListedConversation]
    pagination: Pagination
    counts: WorkspaceCounts
    spam_count: int
    snoozed_count: int
    agents: list[AgentStats]
    has_more_agents: bool = False


class SendBody(Shape):
    content: Annotated[str, Field(min_length=1, max_length=10_000)]


class Message(Shape):
    id: str
    conversation_id: str
    sender_type: Literal["VISITOR", "AGENT", "SYSTEM"]
    sender_id: str
    sender_name: str
    sender_avatar_url: str | None = None
    content: str
    message_type: Literal["TEXT", "FILE", "SYSTEM"]
    is_internal: bool
    attachments: list[str]
    quote: None = None
    seen_at: str | None = None
    client_message_id: str | None = None
    created_at: str
    edited_at: str | None = None
    deleted_at: str | None = None
    mentions: list[str] = []
    by_mail: None = None


class Sent(Shape):
    message: Message
    conversation: Conversation


class LoginBody(Shape):
    email: Annotated[str, Field(max_length=254)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class User(Shape):
    id: str
    email: str
    name: str
    role: Literal["CUSTOMER", "AGENT"]
    position: Literal["OWNER", "ADMIN", "LEAD", "AGENT"]
    tenant_id: str
    avatar_url: str | None = None


class LoggedIn(Shape):
    token: str
    expires_at: str
    user: User


def conversations(
    found: list[dict[str, Any]], team: list[dict[str, Any]], online: list[dict[str, Any]], limit: int, offset: int
) -> Conversations:
    """The answer of the list; `found` holds more than the page where there is more."""
    since, seen = online_since(), {item["sk"]: item["seen_at"] for item in online}
    counters = {item["sk"]: item for item in team if item["sk"].startswith("count#")}
    users = {item["id"]: item for item in team if item["sk"].startswith("user#")}
    workspace = Counts.model_validate(counters["count#workspace"])
    total = workspace.active + workspace.waiting + workspace.closed
    agents = [user for user in users.values() if user["role"] == "AGENT"]
    return Conversations(
        conversations=[
            ListedConversation.model_validate(_shown(item, users, seen, since))
            for item in found[offset : offset + limit]
        ],
        pagination=Pagination(total=total, limit=limit, offset=offset, has_more=len(found) > offset + limit),
        counts=WorkspaceCounts(**workspace.model_dump(), total=total),
        spam_count=counters["count#workspace"].get("spam", 0),
        snoozed_count=counters["count#workspace"].get("snoozed", 0),
        agents=[
            AgentStats.model_validate({**_counts(counters.get(f"count#{agent['id']}", {})), **_card(agent)})
            for agent in sorted(agents, key=lambda agent: agent["name"].casefold())
        ],
    )


def conversation(item: dict[str, Any], around: dict[str, dict[str, Any]]) -> ConversationAnswer:
    """The answer of the single get."""
    since, visitor, agent = online_since(), around["visitor"], around.get("user")
    external_id = visitor.get("external_id")
    derived = {
        "is_online": visitor["last_seen_at"] > since,
        "is_returning": visitor["visit_count"] > 1,
        "external_ids": [external_id] if external_id else [],
    }
    shown = _shown(item, {agent["id"]: agent} if agent else {}, {}, since)
    whole = {**shown, "visitor": {**visitor, **derived}, "workspace": around["workspace"]}
    return ConversationAnswer(conversation=WholeConversation.model_validate(whole))


def sent(message: dict[str, Any], item: dict[str, Any], agent: dict[str, Any], presence: dict[str, Any] | None) -> Sent:
    """The answer of a send."""
    seen = {presence["sk"]: presence["seen_at"]} if presence else {}
    shown = _shown(item, {agent["id"]: agent}, seen, online_since())
    return Sent(message=Message.model_validate(message), conversation=Conversation.model_validate(shown))


def logged_in(user: dict[str, Any], tenant: str, issued: dict[str, Any]) -> LoggedIn:
    """The answer of a login."""
    position = user.get("position") or ("OWNER" if user["role"] == "CUSTOMER" else "AGENT")
    return LoggedIn(**issued, user=User.model_validate({**user, "position": position, "tenant_id": tenant}))


def _shown(item: dict[str, Any], users: dict[str, Any], seen: dict[str, str], since: str) -> dict[str, Any]:
    visitor, agent_id = item["visitor"], item.get("agent_id")
    return {
        **item,
        "on_hold": bool(item.get("on_hold")),
        "is_spam": bool(item.get("spam_since")),
        "is_snoozed": bool(item.get("snoozed_until")),
        "visitor": {**visitor, "is_online": seen.get(visitor["id"], "") > since},
        "agent": _card(users[agent_id]) if agent_id else None,
    }


def _card(agent: dict[str, Any]) -> dict[str, Any]:
    return {"id": agent["id"], "name": agent["name"]}


def _counts(counter: dict[str, Any]) -> dict[str, Any]:
    return {name: counter.get(name, 0) for name in ("active", "waiting", "closed", "unread")}
