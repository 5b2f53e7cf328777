"""Domain events, derived from the table's stream: exactly what was committed is published.

A detail contains only IDs, never text that somebody wrote. `eventId` is derived from the stream record, so a record
delivered twice yields the same event, which consumers can deduplicate.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, TypedDict

from connextlive.core.ids import is_label, timestamp
from connextlive.core.presence import has_left
from connextlive.events.types import (
    AgentInvited,
    ConversationAnalyzed,
    ConversationAssigned,
    ConversationCreated,
    ConversationDeleted,
    ConversationLabeled,
    ConversationRated,
    ConversationReopened,
    ConversationResolved,
    Event,
    MessageCreated,
    ReportReady,
    ReportRequested,
    ReportScheduleChanged,
    UserResetRequested,
    VisitorDeleted,
    WorkspaceConfirmationRequested,
)
from connextlive.table.codec import Values, plain


@dataclass(frozen=True, slots=True)
class Change:
    """A stream record as plain values: the item before and after; None before its creation and after its deletion."""

    record_id: str
    at: str
    pk: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def tenant_id(self) -> str:
        return self.pk.partition("#")[0]

    @property
    def kind(self) -> str:
        return str((self.after or self.before or {})["kind"])

    @classmethod
    def of(cls, record: Values) -> "Change":
        stream = record["dynamodb"]
        old, new = stream.get("OldImage"), stream.get("NewImage")
        at = timestamp(stream["ApproximateCreationDateTime"])
        return cls(record["eventID"], at, stream["Keys"]["pk"]["S"], old and plain(old), new and plain(new))


def is_departure(change: Change) -> bool:
    """Whether a user was deactivated or removed."""
    if change.kind != "user" or change.before is None:
        return False
    return change.after is None or change.before["status"] == "ACTIVE" != change.after["status"]


def is_arrival(change: Change) -> bool:
    """Whether a visitor came to the site."""
    if (
        change.kind != "visitor"
        or change.after is None
        or has_left(change.after["last_seen_at"], change.after.get("left_at"))
    ):
        return False
    return change.before is None or change.before["last_seen_at"] != change.after["last_seen_at"]


class Envelope(TypedDict):
    """The fields of every event."""

    event_id: str
    tenant_id: str
    occurred_at: str


def _envelopes(change: Change) -> Iterator[Envelope]:
    """One per event of the change, with numbered IDs."""
    for number in count():
        digest = hashlib.sha256(f"{change.record_id}/{number}".encode()).hexdigest()
        yield {"event_id": f"evt_{digest[:26]}", "tenant_id": change.tenant_id, "occurred_at": change.at}


def of_change(change: Change) -> Iterator[Event]:
    """The events that a committed change stands for, mostly none or one."""
    envelopes = _envelopes(change)
    before, after = change.before or {}, change.after or {}
    match change.kind:
        case "conversation":
            yield from _of_conversation(change, envelopes)
        case "message" if not before:
            yield MessageCreated(
                **next(envelopes),
                conversation_id=after["conversation_id"],
                message_id=after["id"],
                sender_type=after["sender_type"],
                sender_id=after.get("sender_id"),
            )
        case "visitor" if not after:
            yield VisitorDeleted(**next(envelopes), visitor_id=before["id"])
        case "report" if after:
            if not before:
                yield ReportRequested(**next(envelopes), report_id=after["id"])
            if after["status"] == "READY" != before.get("status"):
                yield ReportReady(**next(envelopes), report_id=after["id"])
        case "report_schedule":
            yield ReportScheduleChanged(**next(envelopes))
        case "workspace" if after:
            if before and before.get("timezone") != after.get("timezone"):
                yield ReportScheduleChanged(**next(envelopes))  # it goes by the workspace's clock
            confirmation = after.get("confirmation")
            if confirmation and confirmation != before.get("confirmation"):
                yield WorkspaceConfirmationRequested(**next(envelopes), user_id=confirmation["user_id"])
        case "invitation" if after and before.get("nonce") != after["nonce"]:
            yield AgentInvited(**next(envelopes), invitation_id=after["id"])
        case "user" if after.get("reset_nonce") and before.get("reset_nonce") != after["reset_nonce"]:
            yield UserResetRequested(**next(envelopes), user_id=after["id"])


class _Ids(TypedDict):
    conversation_id: str
    visitor_id: str
    agent_id: str | None


def _of_conversation(change: Change, envelopes: Iterator[Envelope]) -> Iterator[Event]:
    before, after = change.before or {}, change.after or {}
    now = after or before
    ids: _Ids = {"conversation_id": now["id"], "visitor_id": now["visitor_id"], "agent_id": now.get("agent_id")}
    if not after:
        yield ConversationDeleted(**next(envelopes), **ids)
        return
    if not before:
        yield ConversationCreated(**next(envelopes), **ids)
    if after.get("agent_id") and after["agent_id"] != before.get("agent_id"):
        # Only an agent's own message assigns a conversation in the same write: a claim.
        has_spoken = after.get("last_message_id") != before.get("last_message_id")
        claimed = has_spoken and (after.get("last_message") or {}).get("sender_id") == after["agent_id"]
        previous = before.get("agent_id")
        yield ConversationAssigned(**next(envelopes), **ids, previous_agent_id=previous, claimed=claimed or None)
    if after["is_resolved"] and not before.get("is_resolved"):
        yield ConversationResolved(**next(envelopes), **ids)
    if before.get("status") == "CLOSED" != after["status"]:
        yield ConversationReopened(**next(envelopes), **ids)
    resolution = after.get("resolution")
    if resolution and resolution != before.get("resolution"):
        outcome, sentiment = resolution["outcome"], resolution["sentiment"]
        yield ConversationAnalyzed(**next(envelopes), **ids, outcome=outcome, sentiment=sentiment)
    rating, former = (({} | (image.get("rating") or {}) | {"comment": None}) for image in (after, before))
    if after.get("rating") and rating != former:  # a comment that follows is no second rating
        credited: _Ids = {**ids, "agent_id": rating.get("agent_id")}
        yield ConversationRated(**next(envelopes), **credited, score=rating["score"])
    had, has = ([tag for tag in image.get("tags", ()) if is_label(tag)] for image in (before, after))
    added, removed = [one for one in has if one not in had], [one for one in had if one not in has]
    if added or removed:
        yield ConversationLabeled(**next(envelopes), **ids, added_label_ids=added, removed_label_ids=removed)
