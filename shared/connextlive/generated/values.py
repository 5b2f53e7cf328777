"""Entities' plain values, as reads return them. Made by `make generate` of the entities' attributes: do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

if TYPE_CHECKING:
    from connextlive.chat import loads
    from connextlive.chat.attachment import FileCard
    from connextlive.chat.conversation import ChosenTopics, LastMessage, Mood, Resolution, Undoable, VisitorCard
    from connextlive.chat.conversation_export import Wanted
    from connextlive.chat.forms import Asked, Consented
    from connextlive.chat.message import ByMail, Quote
    from connextlive.chat.proactive import Shown
    from connextlive.chat.saved_view import View
    from connextlive.chat.targets import Targets
    from connextlive.chat.topics import Proposal, Topic
    from connextlive.chat.visitor_merge import Merge, Merger
    from connextlive.counters import Rated, Rating
    from connextlive.identity import user
    from connextlive.identity.attributes import Attributes
    from connextlive.identity.label import KnownLabel, Label
    from connextlive.identity.sign_in import Domain, ProviderValues
    from connextlive.identity.teams import Team
    from connextlive.identity.user import Reset
    from connextlive.identity.workspace import Confirmation, Deletion, OwnerChange, OwnerOffer
    from connextlive.webhooks.delivery import Attempt


class AccountLinkValues(TypedDict):
    """What reads return of `AccountLink`."""

    act: NotRequired[dict[str, str] | None]
    created_at: str
    id: str
    issuer: str
    kind: str
    pk: str
    sk: str
    subject: str


class ApiKeyValues(TypedDict):
    """What reads return of `ApiKey`."""

    created_at: str
    domains: list[str]
    id: str
    key_hash: str
    key_prefix: str
    kind: str
    last_used_at: NotRequired[str | None]
    name: str
    pk: str
    ranges_version: NotRequired[float | None]
    site_id: str
    sk: str
    status: str
    version: int


class ApiTokenValues(TypedDict):
    """What reads return of `ApiToken`."""

    created_at: str
    expires_at: str
    id: str
    kind: str
    last_used_at: NotRequired[str | None]
    name: str
    pk: str
    scopes: list[str]
    sk: str
    token_hash: str
    token_start: str
    user_id: str
    version: int


class AttachmentValues(TypedDict):
    """What reads return of `Attachment`."""

    created_at: str
    expires_at: float
    file_name: str
    id: str
    key: str
    kind: str
    mime_type: str
    pk: str
    size: int
    sk: str


class AttemptValues(TypedDict):
    """What reads return of `Attempt`."""

    expires_at: float
    kind: str
    pk: str
    sk: str
    user_id: NotRequired[str | None]


class AttemptsValues(TypedDict):
    """What reads return of `Attempts`."""

    expires_at: float
    kind: str
    number: int
    pk: str
    sk: str


class BlockValues(TypedDict):
    """What reads return of `Block`."""

    address: NotRequired[str | None]
    created_at: str
    expires_at: NotRequired[float | None]
    id: str
    kind: str
    made_by: str
    made_by_name: str
    pk: str
    reason: NotRequired[str | None]
    sk: str
    status: str
    until: str
    visitor_id: NotRequired[str | None]


class BrowserValues(TypedDict):
    """What reads return of `Browser`."""

    agent_id: str
    kind: str
    pk: str
    sk: str


class BudgetValues(TypedDict):
    """What reads return of `Budget`."""

    budget: str
    ends_at: str
    expires_at: float
    kind: str
    most: int
    paused_at: NotRequired[str | None]
    pk: str
    sk: str
    used: int


class CannedReplyValues(TypedDict):
    """What reads return of `CannedReply`."""

    agent_id: NotRequired[str | None]
    attachments: list[FileCard]
    content: str
    created_at: str
    has_files: NotRequired[bool | None]
    id: str
    kind: str
    last_used_at: NotRequired[str | None]
    pk: str
    shortcode: str
    sk: str
    translations: dict[str, str]
    updated_at: str
    use_count: int
    version: int


class CannedReplyCountValues(TypedDict):
    """What reads return of `CannedReplyCount`."""

    kind: str
    number: int
    pk: str
    sk: str


class ConversationValues(TypedDict):
    """What reads return of `Conversation`."""

    active_shard: NotRequired[int | None]
    agent: NotRequired[user.AgentCard | None]
    agent_id: NotRequired[str | None]
    attributes: NotRequired[Attributes | None]
    chosen_topics: NotRequired[ChosenTopics | None]
    closed_agent_id: NotRequired[str | None]
    closed_at: NotRequired[str | None]
    closed_by: NotRequired[str | None]
    closing_at: NotRequired[str | None]
    created_at: str
    first_response_at: NotRequired[str | None]
    first_unread_id: NotRequired[str | None]
    held_since: NotRequired[str | None]
    id: str
    internal_count: int
    is_answered: bool
    is_resolved: bool
    kind: str
    last_activity_at: str
    last_message: NotRequired[LastMessage | None]
    last_message_id: NotRequired[str | None]
    list_owner_state: str
    list_state: str
    listed: str
    mail_id: NotRequired[str | None]
    mentioned: NotRequired[dict[str, str] | None]
    message_count: int
    messages_edited_at: NotRequired[str | None]
    mood: NotRequired[Mood | None]
    on_hold: NotRequired[bool | None]
    opened_at: NotRequired[str | None]
    pk: str
    rated_before: NotRequired[dict[str, Rated] | None]
    rating: NotRequired[Rating | None]
    reopen_count: int
    resolution: NotRequired[Resolution | None]
    routed: NotRequired[loads.Routed | None]
    site_id: str
    sk: str
    snoozed_until: NotRequired[str | None]
    spam_by: NotRequired[str | None]
    spam_since: NotRequired[str | None]
    status: str
    tags: list[str]
    targets: NotRequired[Targets | None]
    topics: list[str]
    transcript_asked_at: NotRequired[str | None]
    undoable: NotRequired[Undoable | None]
    unread_count: int
    updated_at: str
    version: int
    visitor: VisitorCard
    visitor_first_unread_id: NotRequired[str | None]
    visitor_id: str
    visitor_unread_count: int
    waiting_since: NotRequired[str | None]
    labels: NotRequired[dict[str, KnownLabel]]


class ConversationExportValues(TypedDict):
    """What reads return of `ConversationExport`."""

    act: NotRequired[dict[str, str] | None]
    created_at: str
    expires_at: float
    finished_at: NotRequired[str | None]
    id: str
    kind: str
    parts: dict[str, list[str]]
    pk: str
    read_to: NotRequired[str | None]
    requested_by: str
    rows: int
    sk: str
    status: str
    stepped_at: str
    uploads: dict[str, str]
    version: int
    wanted: Wanted


class DeliveryValues(TypedDict):
    """What reads return of `Delivery`."""

    attempts: list[Attempt]
    created_at: str
    event_id: str
    event_type: str
    expires_at: float
    ids: dict[str, Any]
    kind: str
    next_attempt_at: NotRequired[str | None]
    occurred_at: str
    pk: str
    sk: str
    status: str
    version: int
    webhook_id: str


class FormerValues(TypedDict):
    """What reads return of `Former`."""

    id: str
    kind: str
    name: str
    pk: str
    sk: str


class IdentityValues(TypedDict):
    """What reads return of `Identity`."""

    kind: str
    pk: str
    sk: str
    token_version: int
    visitor_id: str


class InvitationValues(TypedDict):
    """What reads return of `Invitation`."""

    act: NotRequired[dict[str, str] | None]
    created_at: str
    email: str
    expires_at: str
    id: str
    kind: str
    name: str
    nonce: str
    pk: str
    sk: str
    token_hash: str
    version: int


class LabelsValues(TypedDict):
    """What reads return of `Labels`."""

    by_id: dict[str, Label]
    kind: str
    pk: str
    sk: str
    version: int


class LearnedTopicsValues(TypedDict):
    """What reads return of `LearnedTopics`."""

    examples: int
    files: str
    kind: str
    learned_at: str
    pk: str
    sk: str
    version: int


class LinkedUserValues(TypedDict):
    """What reads return of `LinkedUser`."""

    kind: str
    pk: str
    sk: str
    user_id: str


class LoginValues(TypedDict):
    """What reads return of `Login`."""

    kind: str
    known: list[str]
    pk: str
    sk: str
    tenant: str
    user_id: str


class MentionValues(TypedDict):
    """What reads return of `Mention`."""

    conversation_id: str
    expires_at: float
    kind: str
    message_id: str
    pk: str
    sk: str


class MessageValues(TypedDict):
    """What reads return of `Message`."""

    attachments: list[FileCard]
    by_mail: NotRequired[ByMail | None]
    client_message_id: NotRequired[str | None]
    content: str
    conversation_id: str
    created_at: str
    deleted_at: NotRequired[str | None]
    edited_at: NotRequired[str | None]
    id: str
    is_internal: bool
    is_spam: NotRequired[bool | None]
    kind: str
    mentions: NotRequired[dict[str, str] | None]
    message_type: str
    pk: str
    quote: NotRequired[Quote | None]
    seen_at: NotRequired[str | None]
    sender_id: NotRequired[str | None]
    sender_name: NotRequired[str | None]
    sender_type: str
    sk: str
    sender_avatar_url: NotRequired[str | None]


class OnceValues(TypedDict):
    """What reads return of `Once`."""

    answer: NotRequired[str | None]
    expires_at: float
    fingerprint: str
    kind: str
    locked_until: float
    pk: str
    sk: str


class PageViewsValues(TypedDict):
    """What reads return of `PageViews`."""

    kind: str
    pk: str
    sk: str
    version: int
    views: str


class ProposedValues(TypedDict):
    """What reads return of `Proposed`."""

    kind: str
    names: list[Proposal]
    pk: str
    sk: str
    version: int


class PushSubscriptionValues(TypedDict):
    """What reads return of `PushSubscription`."""

    agent_id: str
    auth: str
    created_at: str
    endpoint: str
    id: str
    kind: str
    p256dh: str
    pk: str
    sk: str


class PushedValues(TypedDict):
    """What reads return of `Pushed`."""

    expires_at: float
    kind: str
    pk: str
    sk: str


class ReportValues(TypedDict):
    """What reads return of `Report`."""

    act: NotRequired[dict[str, str] | None]
    agent_id: NotRequired[str | None]
    created_at: str
    finished_at: NotRequired[str | None]
    first_day: str
    id: str
    kind: str
    last_day: str
    period: str
    pk: str
    recipients: list[str]
    site_id: NotRequired[str | None]
    sk: str
    status: str
    team_id: NotRequired[str | None]
    timezone: str
    version: int


class ReportScheduleValues(TypedDict):
    """What reads return of `ReportSchedule`."""

    act: NotRequired[dict[str, str] | None]
    kind: str
    monthly: bool
    pk: str
    recipients: list[str]
    sk: str
    updated_at: NotRequired[str | None]
    version: int
    weekly: bool


class SecondFactorValues(TypedDict):
    """What reads return of `SecondFactor`."""

    enabled_at: NotRequired[str | None]
    kind: str
    last_step: int
    nonce: NotRequired[str | None]
    pending: NotRequired[str | None]
    pk: str
    recovery_hashes: list[str]
    sk: str
    version: int


class SentMailValues(TypedDict):
    """What reads return of `SentMail`."""

    expires_at: float
    kind: str
    locked_until: float
    pk: str
    sent_at: NotRequired[str | None]
    sk: str


class SentMarkValues(TypedDict):
    """What reads return of `SentMark`."""

    kind: str
    message_id: str
    pk: str
    sk: str


class ShownMessagesValues(TypedDict):
    """What reads return of `ShownMessages`."""

    kind: str
    messages: dict[str, Shown]
    pk: str
    sk: str
    version: int


class SignInValues(TypedDict):
    """What reads return of `SignIn`."""

    act: NotRequired[dict[str, str] | None]
    client_id: str
    created_at: str
    domains: list[Domain]
    id: str
    issuer: str
    kind: str
    name: str
    newcomers: str
    passwords: str
    pk: str
    provider: ProviderValues
    sealed_secret: str
    second_factor: str
    sk: str
    updated_at: str
    version: int


class SignInDomainValues(TypedDict):
    """What reads return of `SignInDomain`."""

    kind: str
    pk: str
    sk: str
    tenant: str


class SiteValues(TypedDict):
    """What reads return of `Site`."""

    act: NotRequired[dict[str, str] | None]
    created_at: str
    domains: list[str]
    id: str
    kind: str
    name: str
    pk: str
    secret_generation: int
    secret_rotated_at: NotRequired[str | None]
    sk: str
    version: int


class StateValues(TypedDict):
    """What reads return of `State`."""

    active_shards: NotRequired[int | None]
    active_shards_before: NotRequired[int | None]
    active_shards_since: NotRequired[str | None]
    counts_assigned: bool
    kind: str
    pk: str
    sk: str
    team: int


class SummaryValues(TypedDict):
    """What reads return of `Summary`."""

    asked: list[str]
    conversation_id: str
    created_at: str
    edited_at: NotRequired[str | None]
    kind: str
    language: str
    message_id: str
    model: str
    pk: str
    promised: list[str]
    sk: str
    suggested_topics: list[str]
    tried: list[str]
    version: int
    visitor_id: str


class SuppressionValues(TypedDict):
    """What reads return of `Suppression`."""

    kind: str
    pk: str
    reason: str
    since: str
    sk: str


class TeamsValues(TypedDict):
    """What reads return of `Teams`."""

    by_id: dict[str, Team]
    kind: str
    pk: str
    sk: str
    version: int


class TopicsValues(TypedDict):
    """What reads return of `Topics`."""

    act: NotRequired[dict[str, str] | None]
    dismissed: list[str]
    kind: str
    pk: str
    sk: str
    topics: list[Topic]
    updated_at: str
    version: int


class TurnValues(TypedDict):
    """What reads return of `Turn`."""

    kind: str
    pk: str
    sk: str
    version: int


class UserValues(TypedDict):
    """What reads return of `User`."""

    act: NotRequired[dict[str, str] | None]
    availability: NotRequired[str | None]
    availability_since: NotRequired[str | None]
    avatar_awaited_at: NotRequired[str | None]
    avatar_key: NotRequired[str | None]
    capacity: NotRequired[int | None]
    conversation_access: NotRequired[str | None]
    created_at: str
    email: str
    ended: list[str]
    has_second_factor: bool
    id: str
    kind: str
    last_seen_at: NotRequired[str | None]
    left_at: NotRequired[str | None]
    name: str
    password_hash: str
    pk: str
    position: NotRequired[str | None]
    preferences: dict[str, Any]
    reset_expires_at: NotRequired[str | None]
    reset_nonce: NotRequired[str | None]
    resets_before: list[Reset]
    role: str
    schedule: NotRequired[dict[str, Any] | None]
    shift_at: NotRequired[str | None]
    sk: str
    status: str
    token_version: int
    updated_at: str
    used: NotRequired[dict[str, int] | None]
    version: int


class UserSessionValues(TypedDict):
    """What reads return of `UserSession`."""

    address: str
    created_at: str
    expires_at: float
    id: str
    kind: str
    last_used_at: str
    pk: str
    sk: str
    token_version: int
    user_agent: NotRequired[str | None]


class ViewsValues(TypedDict):
    """What reads return of `Views`."""

    by_id: dict[str, View]
    kind: str
    pk: str
    sk: str
    version: int


class VisitorValues(TypedDict):
    """What reads return of `Visitor`."""

    attributes: NotRequired[Attributes | None]
    avatar_url: NotRequired[str | None]
    block_id: NotRequired[str | None]
    blocked_until: NotRequired[str | None]
    browser: NotRequired[str | None]
    city: NotRequired[str | None]
    code_used: int
    consent: NotRequired[Consented | None]
    conversation_id: NotRequired[str | None]
    country: NotRequired[str | None]
    created_at: str
    current_url: NotRequired[str | None]
    earlier_ids: list[str]
    external_id: NotRequired[str | None]
    first_seen_at: str
    form: NotRequired[Asked | None]
    id: str
    ip: NotRequired[str | None]
    is_verified: bool
    key_id: str
    kind: str
    language: NotRequired[str | None]
    last_seen_at: str
    left_at: NotRequired[str | None]
    list_owner_state: NotRequired[str | None]
    list_state: NotRequired[str | None]
    listed: NotRequired[str | None]
    merge: NotRequired[Merge | None]
    merged: NotRequired[dict[str, Merger] | None]
    merged_into: NotRequired[str | None]
    notes: NotRequired[str | None]
    on_hold: NotRequired[bool | None]
    os: NotRequired[str | None]
    pk: str
    received_id: NotRequired[str | None]
    referrer: NotRequired[str | None]
    site_id: str
    sk: str
    tags: list[str]
    token_version: int
    unmerged_from: NotRequired[str | None]
    updated_at: str
    user_email: NotRequired[str | None]
    user_name: NotRequired[str | None]
    user_phone: NotRequired[str | None]
    version: int
    visit_count: int


class VisitorExportValues(TypedDict):
    """What reads return of `VisitorExport`."""

    created_at: str
    expires_at: float
    finished_at: NotRequired[str | None]
    id: str
    kind: str
    pk: str
    requested_by: str
    size: int
    sk: str
    status: str
    version: int
    visitor_id: str


class WebhookValues(TypedDict):
    """What reads return of `Webhook`."""

    act: NotRequired[dict[str, str] | None]
    created_at: str
    description: NotRequired[str | None]
    disabled_at: NotRequired[str | None]
    disabled_reason: NotRequired[str | None]
    events: list[str]
    failing_since: NotRequired[str | None]
    id: str
    kind: str
    pk: str
    secret_generation: int
    secret_rotated_at: NotRequired[str | None]
    sk: str
    status: str
    updated_at: str
    url: str
    version: int


class WorkspaceValues(TypedDict):
    """What reads return of `Workspace`."""

    act: NotRequired[dict[str, str] | None]
    company_name: NotRequired[str | None]
    confirmation: NotRequired[Confirmation | None]
    confirmed_nonce: NotRequired[str | None]
    contact_email: NotRequired[str | None]
    created_at: str
    deletion: NotRequired[Deletion | None]
    id: str
    kind: str
    language: str
    name: str
    owner: NotRequired[OwnerChange | None]
    owner_offer: NotRequired[OwnerOffer | None]
    pk: str
    plan: str
    settings: dict[str, Any]
    sk: str
    timezone: str
    updated_at: str
    version: int


class ListedConversation(TypedDict):
    """What lists read of `Conversation`; `labels` are the workspace's, and `match` says why a search found it."""

    agent: NotRequired[user.AgentCard | None]
    agent_id: NotRequired[str | None]
    attributes: NotRequired[Attributes | None]
    closed_at: NotRequired[str | None]
    closed_by: NotRequired[str | None]
    closing_at: NotRequired[str | None]
    created_at: str
    first_response_at: NotRequired[str | None]
    id: str
    last_activity_at: str
    last_message: NotRequired[LastMessage | None]
    listed: str
    mentioned: NotRequired[dict[str, str] | None]
    message_count: int
    messages_edited_at: NotRequired[str | None]
    mood: NotRequired[Mood | None]
    on_hold: NotRequired[bool | None]
    rating: NotRequired[Rating | None]
    reopen_count: int
    resolution: NotRequired[Resolution | None]
    site_id: str
    snoozed_until: NotRequired[str | None]
    spam_since: NotRequired[str | None]
    status: str
    tags: list[str]
    targets: NotRequired[Targets | None]
    topics: list[str]
    unread_count: int
    updated_at: str
    version: int
    visitor: VisitorCard
    visitor_id: str
    waiting_since: NotRequired[str | None]
    labels: NotRequired[dict[str, KnownLabel]]
    match: NotRequired[dict[str, Any] | None]
