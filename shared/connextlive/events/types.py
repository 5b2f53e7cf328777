"""The events on the bus, one class each: its name, its fields, and in the docstring when it happens.

Everything else follows from these classes: `of_change` yields them, consumers take them (`lambdas/consumer.py`),
webhooks subscribe to them, and `make generate` writes the bus's rules, the sample events and the tables in docs/. An
event has IDs and facts, never text that somebody wrote.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal, Self, dataclass_transform, get_origin

type Outcome = Literal["RESOLVED", "PARTIAL", "UNRESOLVED"]
type Sentiment = Literal["POSITIVE", "NEUTRAL", "NEGATIVE"]
type Budget = Literal["ANALYSES", "ASSISTANCE", "MAILS", "PUSHES"]
type TargetName = Literal["FIRST_RESPONSE", "RESOLUTION"]
type WakeReason = Literal["TIME", "MESSAGE", "PERSON"]
type SenderType = Literal["VISITOR", "AGENT", "SYSTEM"]
SOURCE = "connextlive.api"


def _on_the_bus(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def _is_of_the_class(annotation: Any) -> bool:
    return ClassVar in (annotation, get_origin(annotation))


@dataclass_transform(kw_only_default=True, frozen_default=True)
class _Fields:
    """Does what `@dataclass(frozen=True, kw_only=True)` does, without compiling methods for each class, which costs
    every cold start a millisecond per class. `fields` maps the names of a class's fields to their names in JSON."""

    fields: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls) -> None:
        own = (name for name, kind in cls.__annotations__.items() if not _is_of_the_class(kind))
        cls.fields = cls.fields | {name: _on_the_bus(name) for name in own}

    def __init__(self, **values: Any) -> None:
        if unknown := values.keys() - self.fields.keys():
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
        if missing := [name for name in self.fields if name not in values and not hasattr(self, name)]:
            raise TypeError(f"{type(self).__name__} needs {', '.join(missing)}")
        vars(self).update({name: values[name] if name in values else getattr(self, name) for name in self.fields})

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(vars(self).items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


class Event(_Fields):
    """The fields of every event. `event_id` is the same for every delivery of the event: deduplicate by it."""

    type: ClassVar[str]  # the `detail-type` on the bus
    example: ClassVar[Mapping[str, Any]] = {}  # facts for the sample event; IDs have samples of their own

    event_id: str
    tenant_id: str
    occurred_at: str

    @classmethod
    def of(cls, detail: Mapping[str, Any]) -> Self:
        """The event from its detail on the bus. Fields of later versions are ignored."""
        return cls(**{name: detail[spelling] for name, spelling in cls.fields.items() if spelling in detail})

    @property
    def detail(self) -> dict[str, Any]:
        """The detail on the bus, without empty fields."""
        values = ((spelling, getattr(self, name)) for name, spelling in self.fields.items())
        return {spelling: value for spelling, value in values if value is not None}

    @property
    def facts(self) -> dict[str, Any]:
        """The detail without the fields of every event."""
        return {name: value for name, value in self.detail.items() if name not in Event.fields.values()}


class Subscribable(Event):
    """An event that webhooks may subscribe to."""


class AgentInvited(Subscribable):
    """An agent was invited, or invited again."""

    type = "agent.invited"
    invitation_id: str


class AgentMentioned(Subscribable):
    """A note mentions a member of the team. One event for each of them; `mentionedById` wrote the note."""

    type = "agent.mentioned"
    conversation_id: str
    message_id: str
    agent_id: str
    mentioned_by_id: str | None = None


class BudgetReached(Subscribable):
    """A daily budget is used up, and what it pays for pauses until `until`. At most once a day for each budget."""

    type = "budget.reached"
    example: ClassVar = {"budget": "MAILS", "limit": 2000, "until": "2026-02-01T00:00:00.000Z"}
    budget: Budget
    limit: int
    until: str


class ConversationEvent(Subscribable):
    """An event of a conversation. `agent_id` is its agent at that time, if any."""

    conversation_id: str
    visitor_id: str
    agent_id: str | None = None


class ConversationAnalyzed(ConversationEvent):
    """A resolved conversation was analyzed."""

    type = "conversation.analyzed"
    example: ClassVar = {"outcome": "RESOLVED", "sentiment": "POSITIVE"}
    outcome: Outcome
    sentiment: Sentiment


class ConversationAssigned(ConversationEvent):
    """A conversation was assigned to an agent; `claimed` is true if the agent claimed it by replying."""

    type = "conversation.assigned"
    previous_agent_id: str | None = None
    claimed: bool | None = None


class ConversationCreated(ConversationEvent):
    """A visitor started a conversation."""

    type = "conversation.created"


class ConversationDeleted(ConversationEvent):
    """A conversation was deleted, with its messages and files."""

    type = "conversation.deleted"


class ConversationExportRequested(Event):
    """A table of the workspace's conversations was requested."""

    type = "conversations.export_requested"
    export_id: str


class ConversationsExported(Subscribable):
    """A table of the workspace's conversations is ready."""

    type = "conversations.exported"
    export_id: str


class ConversationLabeled(ConversationEvent):
    """Labels were added to a conversation or removed from it."""

    type = "conversation.labeled"
    example: ClassVar = {"added_label_ids": ["lbl_01HX5ZZKBKACTAV9WEVGEMMVRZ"], "removed_label_ids": []}
    added_label_ids: list[str]
    removed_label_ids: list[str]


class ConversationAttributesChanged(ConversationEvent):
    """Custom attributes of a conversation were set or removed: those with these `keys`."""

    type = "conversation.attributes_changed"
    example: ClassVar = {"keys": ["orderNumber"]}
    keys: list[str]


class ConversationMarkedAsSpam(ConversationEvent):
    """A conversation was marked as spam. Until that is undone, its deletion is its only other event."""

    type = "conversation.marked_as_spam"


class ConversationSnoozed(ConversationEvent):
    """A conversation was snoozed, or its time was changed. `until` is in the year 9999 if only the visitor wakes it."""

    type = "conversation.snoozed"
    example: ClassVar = {"until": "2026-02-02T08:00:00.000Z"}
    until: str


class ConversationWoken(ConversationEvent):
    """A snoozed conversation is to be handled again: its time has come, the visitor has written, or a colleague ended
    it. A conversation that is closed while it is snoozed is not woken."""

    type = "conversation.woken"
    example: ClassVar = {"reason": "TIME"}
    reason: WakeReason


class TargetEvent(ConversationEvent):
    """An event of a conversation's target: what is due, and when."""

    example: ClassVar = {"target": "FIRST_RESPONSE", "due_at": "2026-01-31T09:15:00.000Z"}
    target: TargetName
    due_at: str


class ConversationTargetAtRisk(TargetEvent):
    """Little time is left to answer a visitor or to resolve a conversation. Once for each target."""

    type = "conversation.target_at_risk"


class ConversationTargetMissed(TargetEvent):
    """A visitor was not answered, or a conversation not resolved, in time. Once for each target."""

    type = "conversation.target_missed"


class ConversationUnmarkedAsSpam(ConversationEvent):
    """A conversation is no longer marked as spam. There are no events of what happened in the meantime."""

    type = "conversation.unmarked_as_spam"


class ConversationMoodChanged(ConversationEvent):
    """The mood of a visitor turned while their conversation is open: they are displeased, or no longer so."""

    type = "conversation.mood_changed"
    example: ClassVar = {"mood": "NEGATIVE", "previous_mood": "NEUTRAL"}
    mood: Sentiment
    previous_mood: Sentiment | None = None


class ConversationRated(ConversationEvent):
    """A visitor rated a conversation; `agentId` is the agent who is credited."""

    type = "conversation.rated"
    example: ClassVar = {"score": 5}
    score: int


class ConversationReopened(ConversationEvent):
    """A closed conversation was reopened."""

    type = "conversation.reopened"


class ConversationResolved(ConversationEvent):
    """A conversation was resolved."""

    type = "conversation.resolved"


class ConversationReviewed(ConversationEvent):
    """Somebody confirmed or corrected a conversation's analysis. The event has the result."""

    type = "conversation.reviewed"
    example: ClassVar = {"outcome": "RESOLVED", "sentiment": "POSITIVE", "corrected": True}
    outcome: Outcome
    sentiment: Sentiment
    corrected: bool


class ConversationTranscriptRequested(ConversationEvent):
    """The transcript of a conversation was requested. It is mailed to the visitor."""

    type = "conversation.transcript_requested"


class MessageEvent(Subscribable):
    """An event of a message; `senderId` is the agent or visitor, absent for system messages."""

    example: ClassVar = {"sender_type": "AGENT"}
    conversation_id: str
    message_id: str
    sender_type: SenderType
    sender_id: str | None = None


class MessageCreated(MessageEvent):
    """A message was sent."""

    type = "message.created"


class MessageDeleted(MessageEvent):
    """A message was deleted by its sender: its text and files are gone."""

    type = "message.deleted"


class MessageEdited(MessageEvent):
    """A message was edited by its sender."""

    type = "message.edited"


class ReportReady(Subscribable):
    """A report is ready."""

    type = "report.ready"
    report_id: str


class ReportRequested(Subscribable):
    """A report was requested, by a user or by a schedule."""

    type = "report.requested"
    report_id: str


class ReportScheduleChanged(Event):
    """The report schedule or the workspace's timezone changed."""

    type = "report_schedule.changed"


class MoodDue(Event):
    """A visitor wrote in a workspace that watches moods."""

    type = "mood.due"
    conversation_id: str
    message_id: str


class ReplyDue(Event):
    """A conversation may have waited too long for its agent's reply; it has waited since `since`."""

    type = "agent.reply_due"
    example: ClassVar[Mapping[str, Any]] = {"since": "2026-05-01T10:00:00.000Z"}
    conversation_id: str
    agent_id: str
    since: str


class AgentAwayDue(Event):
    """An agent may have been away for so long that their conversations are handed over."""

    type = "agent.away_due"
    example: ClassVar[Mapping[str, Any]] = {"since": "2026-05-01T10:00:00.000Z"}
    agent_id: str
    since: str


class RoutingChanged(Event):
    """The workspace's rules for assigning conversations changed."""

    type = "routing.changed"


class SearchLogFilled(Event):
    """Enough texts were written for the search index to be merged."""

    type = "search_log.filled"


class UserResetRequested(Event):
    """A user requested a password reset."""

    type = "user.reset_requested"
    user_id: str


class VisitorDeleted(Subscribable):
    """A visitor was deleted."""

    type = "visitor.deleted"
    visitor_id: str


class VisitorAttributesChanged(Subscribable):
    """Custom attributes of a visitor were set or removed: those with these `keys`."""

    type = "visitor.attributes_changed"
    example: ClassVar = {"keys": ["plan"]}
    visitor_id: str
    keys: list[str]


class VisitorConsented(Subscribable):
    """A visitor has given the consent that a form asks for; `version` is the version of its text."""

    type = "visitor.consented"
    example: ClassVar = {"version": "3f0a6c1de2b94a57"}
    visitor_id: str
    version: str


class VisitorBlocked(Subscribable):
    """A visitor was blocked, or the block's end was changed. `until` is in the year 9999 if it has none."""

    type = "visitor.blocked"
    visitor_id: str
    until: str


class VisitorUnblocked(Subscribable):
    """A visitor's block was ended by somebody. A block that expires makes no event."""

    type = "visitor.unblocked"
    visitor_id: str


class VisitorMerged(Subscribable):
    """A visitor was merged into another one, who has all their conversations now."""

    type = "visitor.merged"
    visitor_id: str
    into_visitor_id: str


class VisitorUnmerged(Subscribable):
    """The merge of a visitor into another one was undone: their conversations are theirs again."""

    type = "visitor.unmerged"
    visitor_id: str
    from_visitor_id: str


class AddressBlocked(Subscribable):
    """An address or range was blocked, or the block's end was changed. `until` is in the year 9999 if it has none."""

    type = "address.blocked"
    block_id: str
    until: str


class AddressUnblocked(Subscribable):
    """The block of an address or range was ended by somebody. A block that expires makes no event."""

    type = "address.unblocked"
    block_id: str


class VisitorExportRequested(Event):
    """An archive of everything about a visitor was requested."""

    type = "visitor.export_requested"
    visitor_id: str
    export_id: str


class VisitorExported(Subscribable):
    """An archive of everything about a visitor is ready."""

    type = "visitor.exported"
    visitor_id: str
    export_id: str


class WorkspaceConfirmationRequested(Event):
    """A new workspace waits for its owner to confirm their email address."""

    type = "workspace.confirmation_requested"
    user_id: str


class WorkspaceDeletionRequested(Event):
    """The owner requested the deletion of the workspace. It is deleted at `dueAt` unless that is undone."""

    type = "workspace.deletion_requested"
    due_at: str
    requested_by: str


class WorkspaceDeletionUndone(Event):
    """The requested deletion of the workspace was undone."""

    type = "workspace.deletion_undone"


class WorkspaceOwnerChanged(Event):
    """The workspace has a new owner; the former one is an admin now."""

    type = "workspace.owner_changed"
    user_id: str
    former_user_id: str


class WorkspaceOwnerOffered(Event):
    """The owner offered the ownership to an admin."""

    type = "workspace.owner_offered"
    user_id: str
    offer_id: str


def kinds_of(of: type[Event]) -> Iterator[type[Event]]:
    """The class itself, if it has a name on the bus, and its subclasses."""
    if hasattr(of, "type"):
        yield of
    for below in of.__subclasses__():
        yield from kinds_of(below)


EVENTS = tuple(sorted(kinds_of(Event), key=lambda event: event.type))
