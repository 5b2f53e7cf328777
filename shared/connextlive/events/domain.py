"""Domain events, derived from the table's stream: exactly what was committed is published.

A detail contains only IDs, never text that somebody wrote. `eventId` is derived from the stream record, so a record
delivered twice yields the same event, which consumers can deduplicate.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeGuard, cast, overload

from connextlive.core.ids import is_label, timestamp
from connextlive.core.presence import has_left
from connextlive.events.types import (
    AddressBlocked,
    AddressUnblocked,
    AgentInvited,
    AgentMentioned,
    Budget,
    BudgetReached,
    ConversationAnalyzed,
    ConversationAssigned,
    ConversationAttributesChanged,
    ConversationCreated,
    ConversationDeleted,
    ConversationExportRequested,
    ConversationLabeled,
    ConversationMarkedAsSpam,
    ConversationMoodChanged,
    ConversationRated,
    ConversationReopened,
    ConversationResolved,
    ConversationReviewed,
    ConversationsExported,
    ConversationSnoozed,
    ConversationTargetAtRisk,
    ConversationTargetMissed,
    ConversationTranscriptRequested,
    ConversationUnmarkedAsSpam,
    ConversationWoken,
    Event,
    MessageCreated,
    MessageDeleted,
    MessageEdited,
    MessageEvent,
    ReportReady,
    ReportRequested,
    ReportScheduleChanged,
    RoutingChanged,
    SenderType,
    TargetName,
    UserResetRequested,
    VisitorAttributesChanged,
    VisitorBlocked,
    VisitorConsented,
    VisitorDeleted,
    VisitorExported,
    VisitorExportRequested,
    VisitorMerged,
    VisitorUnblocked,
    VisitorUnmerged,
    WakeReason,
    WorkspaceConfirmationRequested,
    WorkspaceDeletionRequested,
    WorkspaceDeletionUndone,
    WorkspaceOwnerChanged,
    WorkspaceOwnerOffered,
)
from connextlive.table.codec import Values, plain

if TYPE_CHECKING:
    from connextlive.generated.values import (
        ApiKeyValues,
        BlockValues,
        BudgetValues,
        CannedReplyValues,
        ConversationExportValues,
        ConversationValues,
        IdentityValues,
        InvitationValues,
        LabelsValues,
        MessageValues,
        ReportValues,
        SummaryValues,
        TeamsValues,
        UserValues,
        VisitorExportValues,
        VisitorValues,
        WorkspaceValues,
    )

type Image = Mapping[str, Any]  # of an entity that nobody has asked for


@dataclass(frozen=True, slots=True)
class Change[Of = Image]:
    """A stream record as plain values: the item before and after; None before its creation and after its deletion.
    `is_of` tells of which entity, and with it their type."""

    record_id: str
    at: str
    pk: str
    before: Of | None
    after: Of | None

    @property
    def tenant_id(self) -> str:
        return self.pk.partition("#")[0]

    @property
    def kind(self) -> str:
        return str(cast("Image", self.now)["kind"])

    @property
    def now(self) -> Of:
        """The item, or what it was when it was deleted."""
        now = self.before if self.after is None else self.after
        if now is None:
            raise ValueError(f"Record {self.record_id} has no image")
        return now

    @staticmethod
    def of(record: Values) -> "Change":
        stream = record["dynamodb"]
        old, new = stream.get("OldImage"), stream.get("NewImage")
        at = timestamp(stream["ApproximateCreationDateTime"])
        return Change(record["eventID"], at, stream["Keys"]["pk"]["S"], old and plain(old), new and plain(new))


# fmt: off
@overload
def is_of(change: Change, kind: Literal["api_key"]) -> TypeGuard["Change[ApiKeyValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["block"]) -> TypeGuard["Change[BlockValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["budget"]) -> TypeGuard["Change[BudgetValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["canned_reply"]) -> TypeGuard["Change[CannedReplyValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["conversation"]) -> TypeGuard["Change[ConversationValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["conversation_export"]) -> TypeGuard["Change[ConversationExportValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["identity"]) -> TypeGuard["Change[IdentityValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["invitation"]) -> TypeGuard["Change[InvitationValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["labels"]) -> TypeGuard["Change[LabelsValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["message"]) -> TypeGuard["Change[MessageValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["report"]) -> TypeGuard["Change[ReportValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["summary"]) -> TypeGuard["Change[SummaryValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["teams"]) -> TypeGuard["Change[TeamsValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["user"]) -> TypeGuard["Change[UserValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["visitor"]) -> TypeGuard["Change[VisitorValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["visitor_export"]) -> TypeGuard["Change[VisitorExportValues]"]: ...
@overload
def is_of(change: Change, kind: Literal["workspace"]) -> TypeGuard["Change[WorkspaceValues]"]: ...
# fmt: on
def is_of(change: Change, kind: str) -> bool:
    """Whether a change is of this entity."""
    return change.kind == kind


def is_departure(change: Change) -> TypeGuard["Change[UserValues]"]:
    """Whether a user was deactivated or removed, or is no longer an agent."""
    if not is_of(change, "user") or change.before is None:
        return False
    before, after = change.before, change.after
    if after is None:
        return True
    return before["status"] == "ACTIVE" != after["status"] or before["role"] == "AGENT" != after["role"]


def is_arrival(change: Change) -> bool:
    """Whether a visitor came to the site."""
    if (
        not is_of(change, "visitor")
        or change.after is None
        or has_left(change.after["last_seen_at"], change.after.get("left_at"))
    ):
        return False
    return change.before is None or change.before["last_seen_at"] != change.after["last_seen_at"]


def merged(change: "Change[VisitorValues]") -> tuple[str | None, str | None]:
    """Into whom a visitor was merged before a change, and after it."""
    before, after = (image.get("merged_into") if image else None for image in (change.before, change.after))
    return before, after


class Envelope(TypedDict):
    """The fields of every event."""

    event_id: str
    tenant_id: str
    occurred_at: str


def envelope(change: Change, about: str) -> Envelope:
    """Of the event that a change stands for in this respect; the same each time that the change is delivered."""
    digest = hashlib.sha256(f"{change.record_id}/{about}".encode()).hexdigest()
    return {"event_id": f"evt_{digest[:26]}", "tenant_id": change.tenant_id, "occurred_at": change.at}


def _envelopes(change: Change) -> Iterator[Envelope]:
    """One per event of the change, with numbered IDs."""
    return (envelope(change, str(number)) for number in count())


def of_change(change: Change) -> Iterator[Event]:
    """The events that a committed change stands for, mostly none or one."""
    envelopes = _envelopes(change)
    if is_of(change, "conversation"):
        yield from _of_conversation(change, envelopes)
    elif is_of(change, "message"):
        yield from _of_message(change, envelopes)
    elif is_of(change, "visitor") and change.after is None:
        yield VisitorDeleted(**next(envelopes), visitor_id=change.now["id"])
    elif is_of(change, "visitor"):
        until, before = (image.get("blocked_until") if image else None for image in (change.after, change.before))
        if until and until != before:
            yield VisitorBlocked(**next(envelopes), visitor_id=change.now["id"], until=until)
        elif before and not until:
            yield VisitorUnblocked(**next(envelopes), visitor_id=change.now["id"])
        consent, former = ((image.get("consent") if image else None) for image in (change.after, change.before))
        if consent and consent != former:
            yield VisitorConsented(**next(envelopes), visitor_id=change.now["id"], version=consent["version"])
        if keys := _changed_attributes(change.before, change.after):
            yield VisitorAttributesChanged(**next(envelopes), visitor_id=change.now["id"], keys=keys)
        was_merged, is_merged = merged(change)
        if is_merged and is_merged != was_merged:
            yield VisitorMerged(**next(envelopes), visitor_id=change.now["id"], into_visitor_id=is_merged)
        elif was_merged and not is_merged:
            yield VisitorUnmerged(**next(envelopes), visitor_id=change.now["id"], from_visitor_id=was_merged)
    elif is_of(change, "block") and change.now.get("address"):
        yield from _of_address(change, envelopes)
    elif is_of(change, "budget") and change.after is not None:
        if change.after.get("paused_at") and not (change.before and change.before.get("paused_at")):
            yield _of_budget(change.after, envelopes)
    elif is_of(change, "report") and change.after is not None:
        if change.before is None:
            yield ReportRequested(**next(envelopes), report_id=change.after["id"])
        if change.after["status"] == "READY" and (change.before is None or change.before.get("status") != "READY"):
            yield ReportReady(**next(envelopes), report_id=change.after["id"])
    elif is_of(change, "visitor_export") and change.after is not None:
        yield from _of_export(change.before, change.after, envelopes)
    elif is_of(change, "conversation_export") and change.after is not None:
        yield from _of_table(change.before, change.after, envelopes)
    elif change.kind == "report_schedule":
        yield ReportScheduleChanged(**next(envelopes))
    elif is_of(change, "workspace") and change.after is not None:
        yield from _of_workspace(change.before, change.after, envelopes)
    elif is_of(change, "invitation") and change.after is not None:
        if change.before is None or change.before.get("nonce") != change.after["nonce"]:
            yield AgentInvited(**next(envelopes), invitation_id=change.after["id"])
    elif is_of(change, "user") and change.after is not None:
        nonce = change.after.get("reset_nonce")
        if nonce and (change.before is None or change.before.get("reset_nonce") != nonce):
            yield UserResetRequested(**next(envelopes), user_id=change.after["id"])


def _changed_attributes(before: Image | None, after: Image | None) -> list[str]:
    """The keys of custom attributes whose values differ."""
    had, has = ((image.get("attributes") or {} if image else {}) for image in (before, after))
    return sorted(key for key in had.keys() | has.keys() if had.get(key) != has.get(key)) if had != has else []


def _of_budget(counter: "BudgetValues", envelopes: Iterator[Envelope]) -> Event:
    budget = cast("Budget", counter["budget"])
    return BudgetReached(**next(envelopes), budget=budget, limit=counter["most"], until=counter["ends_at"])


def _of_message(change: "Change[MessageValues]", envelopes: Iterator[Envelope]) -> Iterator[Event]:
    before, after = change.before, change.after
    if after is None or after.get("is_spam"):
        return
    event: type[MessageEvent] | None = None
    if before is None:
        event = MessageCreated
    elif after.get("deleted_at") != before.get("deleted_at"):
        event = MessageDeleted
    elif after.get("edited_at") != before.get("edited_at"):
        event = MessageEdited
    if event is not None:
        yield event(
            **next(envelopes),
            conversation_id=after["conversation_id"],
            message_id=after["id"],
            sender_type=cast("SenderType", after["sender_type"]),
            sender_id=after.get("sender_id"),
        )
    if event is MessageCreated:
        told = [agent_id for agent_id in after.get("mentions") or () if agent_id != after.get("sender_id")]
        ids = {"conversation_id": after["conversation_id"], "message_id": after["id"]}
        for agent_id in told:
            by = after.get("sender_id")
            yield AgentMentioned(**next(envelopes), **ids, agent_id=agent_id, mentioned_by_id=by)


def _of_address(change: "Change[BlockValues]", envelopes: Iterator[Envelope]) -> Iterator[Event]:
    block_id, until = change.now["id"], change.now["until"]
    if change.after is None:
        if until > change.at:  # or DynamoDB has deleted it
            yield AddressUnblocked(**next(envelopes), block_id=block_id)
    elif change.before is None or change.before["until"] != until:
        yield AddressBlocked(**next(envelopes), block_id=block_id, until=until)


def _of_export(
    before: "VisitorExportValues | None", after: "VisitorExportValues", envelopes: Iterator[Envelope]
) -> Iterator[Event]:
    visitor_id, export_id = after["visitor_id"], after["id"]
    if before is None or before["id"] != export_id:
        yield VisitorExportRequested(**next(envelopes), visitor_id=visitor_id, export_id=export_id)
    elif after["status"] == "READY" != before["status"]:
        yield VisitorExported(**next(envelopes), visitor_id=visitor_id, export_id=export_id)


def _of_table(
    before: "ConversationExportValues | None", after: "ConversationExportValues", envelopes: Iterator[Envelope]
) -> Iterator[Event]:
    if before is None or before["id"] != after["id"]:
        yield ConversationExportRequested(**next(envelopes), export_id=after["id"])
    elif after["status"] == "READY" != before["status"]:
        yield ConversationsExported(**next(envelopes), export_id=after["id"])


def _of_workspace(
    before: "WorkspaceValues | None", after: "WorkspaceValues", envelopes: Iterator[Envelope]
) -> Iterator[Event]:
    if before is not None and before.get("timezone") != after.get("timezone"):
        yield ReportScheduleChanged(**next(envelopes))  # it goes by the workspace's clock
    rules, rules_before = (image.get("settings", {}).get("routing") if image else None for image in (after, before))
    if rules != rules_before:
        yield RoutingChanged(**next(envelopes))
    confirmation = after.get("confirmation")
    if confirmation and (before is None or confirmation != before.get("confirmation")):
        yield WorkspaceConfirmationRequested(**next(envelopes), user_id=confirmation["user_id"])
    deletion, former = after.get("deletion"), before.get("deletion") if before else None
    if deletion and not former:
        due_at, requested_by = deletion["due_at"], deletion["requested_by"]
        yield WorkspaceDeletionRequested(**next(envelopes), due_at=due_at, requested_by=requested_by)
    elif former and not deletion:
        yield WorkspaceDeletionUndone(**next(envelopes))
    offer, owner = after.get("owner_offer"), after.get("owner")
    if offer and (before is None or offer != before.get("owner_offer")):
        yield WorkspaceOwnerOffered(**next(envelopes), user_id=offer["user_id"], offer_id=offer["id"])
    if owner and (before is None or owner != before.get("owner")):
        ids = {"user_id": owner["user_id"], "former_user_id": owner["former_user_id"]}
        yield WorkspaceOwnerChanged(**next(envelopes), **ids)


def _of_snooze(
    before: "ConversationValues | None", after: "ConversationValues", envelopes: Iterator[Envelope], ids: "_Ids"
) -> Iterator[Event]:
    was_until, until = before.get("snoozed_until") if before else None, after.get("snoozed_until")
    if until and until != was_until:
        yield ConversationSnoozed(**next(envelopes), **ids, until=until)
    elif before and was_until and not until and after["status"] != "CLOSED":
        has_spoken = after.get("last_message_id") != before.get("last_message_id")
        reason: WakeReason = "TIME" if was_until <= after["updated_at"] else "PERSON"
        yield ConversationWoken(**next(envelopes), **ids, reason="MESSAGE" if has_spoken else reason)


def _of_targets(
    before: "ConversationValues | None", after: "ConversationValues", envelopes: Iterator[Envelope], ids: "_Ids"
) -> Iterator[Event]:
    was: Image = (before.get("targets") or {}) if before else {}
    now: Image = after.get("targets") or {}
    names: tuple[tuple[Literal["first", "resolution"], TargetName], ...]
    names = (("first", "FIRST_RESPONSE"), ("resolution", "RESOLUTION"))
    for stored, name in names:
        former, target = was.get(stored) or {}, now.get(stored) or {}
        if former == target:
            continue
        due_at = str(target.get("due_at") or target.get("missed_at") or former.get("due_at") or after["updated_at"])
        if target.get("missed_at") and not former.get("missed_at"):
            yield ConversationTargetMissed(**next(envelopes), **ids, target=name, due_at=due_at)
        elif target.get("warned_at") and not former.get("warned_at"):
            yield ConversationTargetAtRisk(**next(envelopes), **ids, target=name, due_at=due_at)


class _Ids(TypedDict):
    conversation_id: str
    visitor_id: str
    agent_id: str | None


def _of_conversation(change: "Change[ConversationValues]", envelopes: Iterator[Envelope]) -> Iterator[Event]:
    before, after, now = change.before, change.after, change.now
    ids: _Ids = {"conversation_id": now["id"], "visitor_id": now["visitor_id"], "agent_id": now.get("agent_id")}
    if after is None:
        yield ConversationDeleted(**next(envelopes), **ids)
        return
    was_spam, is_spam = bool(before and before.get("spam_since")), bool(after.get("spam_since"))
    if was_spam or is_spam:
        if was_spam != is_spam:
            event = ConversationMarkedAsSpam if is_spam else ConversationUnmarkedAsSpam
            yield event(**next(envelopes), **ids)
        return
    if before is None:
        yield ConversationCreated(**next(envelopes), **ids)
    previous = before.get("agent_id") if before else None
    if after.get("agent_id") and after["agent_id"] != previous:
        # Only an agent's own message assigns a conversation in the same write: a claim.
        has_spoken = after.get("last_message_id") != (before.get("last_message_id") if before else None)
        last = after.get("last_message")
        claimed = has_spoken and last is not None and last.get("sender_id") == after["agent_id"]
        yield ConversationAssigned(**next(envelopes), **ids, previous_agent_id=previous, claimed=claimed or None)
    if after["is_resolved"] and not (before and before.get("is_resolved")):
        yield ConversationResolved(**next(envelopes), **ids)
    if before is not None and before.get("status") == "CLOSED" != after["status"]:
        yield ConversationReopened(**next(envelopes), **ids)
    yield from _of_snooze(before, after, envelopes, ids)
    yield from _of_targets(before, after, envelopes, ids)
    resolution = after.get("resolution")
    analyzed = before.get("resolution") if before else None
    if resolution and resolution != analyzed:
        outcome, sentiment = resolution["outcome"], resolution["sentiment"]
        if analyzed is None or resolution["analyzed_at"] != analyzed["analyzed_at"]:
            yield ConversationAnalyzed(**next(envelopes), **ids, outcome=outcome, sentiment=sentiment)
        elif review := resolution.get("review"):
            corrected = bool(review["corrected"])
            yield ConversationReviewed(
                **next(envelopes), **ids, outcome=outcome, sentiment=sentiment, corrected=corrected
            )
    mood, mood_before = after.get("mood"), before.get("mood") if before else None
    if mood and mood != mood_before:
        previous = mood_before["value"] if mood_before else None
        yield ConversationMoodChanged(**next(envelopes), **ids, mood=mood["value"], previous_mood=previous)
    asked_at = after.get("transcript_asked_at")
    if asked_at and asked_at != (before.get("transcript_asked_at") if before else None):
        yield ConversationTranscriptRequested(**next(envelopes), **ids)
    rating, former = after.get("rating"), before.get("rating") if before else None
    # A comment that follows is no second rating.
    if rating and rating | {"comment": None} != (former or {}) | {"comment": None}:
        credited: _Ids = {**ids, "agent_id": rating.get("agent_id")}
        yield ConversationRated(**next(envelopes), **credited, score=rating["score"])
    had, has = ([tag for tag in (image.get("tags", []) if image else []) if is_label(tag)] for image in (before, after))
    added, removed = [one for one in has if one not in had], [one for one in had if one not in has]
    if added or removed:
        yield ConversationLabeled(**next(envelopes), **ids, added_label_ids=added, removed_label_ids=removed)
    if keys := _changed_attributes(before, after):
        yield ConversationAttributesChanged(**next(envelopes), **ids, keys=keys)
