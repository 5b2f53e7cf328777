"""Schemas of a workspace's settings: typed fields that the system uses, and free JSON beside them, for which `custom`
is intended. They are read through these schemas (`of`), so that a stored value of a wrong type, from before fields had
types, is ignored."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from connextlive.identity.schemas.attributes import AttributeSettings
from connextlive.identity.schemas.forms import FormSettings
from connextlive.identity.schemas.hours import HoursSettings
from connextlive.identity.schemas.known import FreeObject, Known, SaidText
from connextlive.identity.schemas.preferences import NotificationSettings
from connextlive.identity.schemas.proactive import ProactiveSettings
from connextlive.identity.schemas.targets import AutoResolveSettings, TargetSettings
from connextlive.lambdas.common import Capacity, distinct

type SomeId = Annotated[str, Field(min_length=1, max_length=100)]


class WidgetSettings(Known):
    """The widget's appearance and texts; a text is a string, or an object with a string per language. `typingPreview`
    shows the team what visitors type before they send it, and tells visitors so. Before the first message, the widget
    shows a logo, the `team` (IDs of users), the usual reply time, and questions to begin with: a click sends one or,
    with `starterAction` as `fill`, puts it into the field."""

    color: Annotated[str, Field(max_length=100)] | None = None
    position: Literal["left", "right"] | None = None
    theme: Literal["auto", "light", "dark"] | None = None
    presence: Literal["engaged", "everybody"] | None = None
    title: SaidText | None = None
    subtitle: SaidText | None = None
    greeting: SaidText | None = None
    show_agent_names: bool | None = None
    typing_preview: bool | None = None
    logo_url: Annotated[str, Field(max_length=500, pattern=r"^https://\S+$")] | None = None
    reply_time: Literal["minutes", "hours", "day"] | None = None
    team: Annotated[list[SomeId], Field(max_length=5), AfterValidator(distinct)] | None = None
    starter_questions: Annotated[list[SaidText], Field(max_length=5)] | None = None
    starter_action: Literal["send", "fill"] | None = None


class MailSettings(Known):
    """What is mailed to visitors who have left when their conversation is resolved: the transcript, and a request for a
    rating unless they have rated. Both are off by default."""

    transcript: bool | None = None
    rating: bool | None = None


class SecuritySettings(Known):
    """Whether everybody has to set up two-factor authentication. Turning this on logs out everybody who has not."""

    require_second_factor: bool | None = None


class RetentionSettings(Known):
    """After how many days without activity closed conversations and visitors who never wrote are deleted, and after how
    many days the files of messages are removed. Without a value they are kept; spam is deleted after 30 days by
    default."""

    file_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    closed_conversation_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    silent_visitor_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    spam_days: Annotated[int, Field(ge=1, le=365)] | None = None


class ModerationSettings(Known):
    """Whether agents may block visitors; without it, they ask for it."""

    agents_may_block: bool | None = None


type Number = Annotated[int, Field(ge=1, le=1_000_000_000)]


class SessionLimits(Known):
    """Widget sessions a minute, from one IP address (IPv6: one /64) and with one site's API key."""

    per_address: Number | None = None
    per_site: Number | None = None


class VisitorLimits(Known):
    """How many a minute by one visitor, from one IP address (IPv6: one /64), and in the workspace."""

    per_visitor: Number | None = None
    per_address: Number | None = None
    per_workspace: Number | None = None


class LimitSettings(Known):
    """How much visitors may do. Null, or more than the deployment allows, means the deployment's limit. Changes take
    effect within half a minute."""

    sessions: SessionLimits | None = None
    messages: VisitorLimits | None = None
    uploads: VisitorLimits | None = None


class BudgetSettings(Known):
    """How many analyses, mails and push notifications there may be in a day, and how often AI may help in open
    conversations; beyond that, they pause until the next day. Null, or more than the deployment allows, means the
    deployment's limit."""

    analyses: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    assistance: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    mails: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    pushes: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None


class AiSettings(Known):
    """What AI does while a conversation is open, in plans that include it: summaries on request (on by default),
    summaries when a conversation is assigned, topics suggested with them, and noticing visitors' moods (all three off
    by default)."""

    summaries: bool | None = None
    summaries_on_assignment: bool | None = None
    suggested_topics: bool | None = None
    mood: bool | None = None


class ProtectionSettings(Known):
    """When browsers must present a proof of work before a new session: never, beyond the limit of sessions (the
    default), or always."""

    proof_of_work: Literal["off", "auto", "always"] | None = None


type Rule = Literal["manual", "round-robin", "least-busy"]


class TeamRouting(Known):
    """By which rule a team's conversations find an agent."""

    rule: Rule | None = None


class SiteRouting(TeamRouting):
    """The rule for a site, and the team that answers it, by default everybody."""

    team_id: SomeId | None = None


class RoutingSettings(Known):
    """How waiting conversations are assigned. With the rule `manual` (the default), agents take them; otherwise they go
    to an available agent with fewer open ones than their `capacity` (5 by default). A site, or the team that answers
    it, may have a rule of its own. After `replyMinutes` without a reply, or `awayMinutes` after their agent has gone
    away, conversations wait again: in their original queue, or with `handOver` as `team` in that of their agent's
    team."""

    rule: Rule | None = None
    capacity: Capacity | None = None
    reply_minutes: Annotated[int, Field(ge=1, le=1_440)] | None = None
    away_minutes: Annotated[int, Field(ge=1, le=1_440)] | None = None
    hand_over: Literal["queue", "team"] | None = None
    sites: Annotated[dict[SomeId, SiteRouting | None], Field(max_length=100)] | None = None
    teams: Annotated[dict[SomeId, TeamRouting | None], Field(max_length=100)] | None = None


type ConversationRule = Literal["one", "new-after-days", "several"]


class SiteConversations(Known):
    """How many conversations a visitor of a site may have. `one` (the default): a message to a closed one reopens it.
    `new-after-days`: if it was closed at least `days` ago (30 by default), the message begins a new one. `several`: a
    visitor may also begin another while one is open, up to `mostOpen` at once (5 by default)."""

    rule: ConversationRule | None = None
    days: Annotated[int, Field(ge=0, le=365)] | None = None
    most_open: Annotated[int, Field(ge=1, le=20)] | None = None


class ConversationSettings(SiteConversations):
    """The same of all sites but those that have a rule of their own."""

    sites: Annotated[dict[SomeId, SiteConversations | None], Field(max_length=100)] | None = None


class Settings(Known):
    """A workspace's settings. `custom` holds any other JSON."""

    notifications: NotificationSettings | None = None
    widget: WidgetSettings | None = None
    mail: MailSettings | None = None
    security: SecuritySettings | None = None
    retention: RetentionSettings | None = None
    moderation: ModerationSettings | None = None
    limits: LimitSettings | None = None
    budgets: BudgetSettings | None = None
    protection: ProtectionSettings | None = None
    hours: HoursSettings | None = None
    targets: TargetSettings | None = None
    auto_resolve: AutoResolveSettings | None = None
    routing: RoutingSettings | None = None
    attributes: AttributeSettings | None = None
    conversations: ConversationSettings | None = None
    forms: FormSettings | None = None
    ai: AiSettings | None = None
    proactive: ProactiveSettings | None = None
    custom: FreeObject | None = None
