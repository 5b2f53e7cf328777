"""The domain's events, derived from the table's stream: what was committed is what happened, and nothing else is.

A detail carries ids only, never a text that somebody wrote. `eventId` is derived from the stream record, so that a
record delivered twice makes the same event twice, and a consumer can tell.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from connextlive.core.ids import timestamp
from connextlive.table.codec import Raw, plain

SOURCE = "connextlive.api"


@dataclass(frozen=True, slots=True)
class Change:
    """One stream record as plain values: what the item was and what it is; None before its birth, after its end."""

    record_id: str
    at: str
    pk: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def kind(self) -> str:
        return str((self.after or self.before or {})["kind"])

    @classmethod
    def of(cls, record: Raw) -> "Change":
        stream = record["dynamodb"]
        old, new = stream.get("OldImage"), stream.get("NewImage")
        at = timestamp(stream["ApproximateCreationDateTime"])
        return cls(record["eventID"], at, stream["Keys"]["pk"]["S"], old and plain(old), new and plain(new))


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """An event as it goes on the bus."""

    type: str
    detail: dict[str, Any]


def is_departure(change: Change) -> bool:
    """Whether a user was deactivated or removed."""
    if change.kind != "user" or change.before is None:
        return False
    return change.after is None or change.before["status"] == "ACTIVE" != change.after["status"]


def of_change(change: Change) -> Iterator[DomainEvent]:
    """The events that a committed change stands for, mostly none or one."""
    for number, (kind, ids) in enumerate(_happened(change)):
        digest = hashlib.sha256(f"{change.record_id}/{number}".encode()).hexdigest()
        tenant_id = change.pk.partition("#")[0]
        detail = {"eventId": f"evt_{digest[:26]}", "tenantId": tenant_id, "occurredAt": change.at}
        yield DomainEvent(kind, detail | {name: value for name, value in ids.items() if value is not None})


def _happened(change: Change) -> Iterator[tuple[str, dict[str, Any]]]:
    match change.kind:
        case "conversation":
            yield from _of_conversation(change.before or {}, change.after or {}, change)
        case "message" if change.before is None and change.after is not None:
            after = change.after
            ids = {"conversationId": after["conversation_id"], "messageId": after["id"]}
            yield "message.created", ids | {"senderType": after["sender_type"], "senderId": after.get("sender_id")}
        case "visitor" if change.after is None and change.before is not None:
            yield "visitor.deleted", {"visitorId": change.before["id"]}
        case "report" if change.after is not None:
            ids = {"reportId": change.after["id"]}
            if change.before is None:
                yield "report.requested", ids
            if change.after["status"] == "READY" and (change.before or {}).get("status") != "READY":
                yield "report.ready", ids
        case "report_schedule":
            yield "report_schedule.changed", {}
        case "workspace" if (
            change.before and change.after and change.before.get("timezone") != change.after.get("timezone")
        ):
            yield "report_schedule.changed", {}  # it goes by the workspace's clock
        case "invitation" if change.after is not None:
            after = change.after
            if (change.before or {}).get("nonce") != after["nonce"]:
                yield "agent.invited", {"invitationId": after["id"]}
        case "user" if change.after is not None and change.after.get("reset_nonce"):
            after = change.after
            if (change.before or {}).get("reset_nonce") != after["reset_nonce"]:
                yield "user.reset_requested", {"userId": after["id"]}


def _of_conversation(before: Raw, after: Raw, change: Change) -> Iterator[tuple[str, dict[str, Any]]]:
    now = after or before
    ids = {"conversationId": now["id"], "visitorId": now["visitor_id"], "agentId": now.get("agent_id")}
    if not after:
        yield "conversation.deleted", ids
        return
    if change.before is None:
        yield "conversation.created", ids
    if after.get("agent_id") and after["agent_id"] != before.get("agent_id"):
        # Nobody else writes a message by assigning: an agent's own message, in the same write, took the conversation.
        has_spoken = after.get("last_message_id") != before.get("last_message_id")
        claimed = has_spoken and (after.get("last_message") or {}).get("sender_id") == after["agent_id"]
        yield "conversation.assigned", ids | {"previousAgentId": before.get("agent_id"), "claimed": claimed or None}
    if after["is_resolved"] and not before.get("is_resolved"):
        yield "conversation.resolved", ids
    if before.get("status") == "CLOSED" and after["status"] != "CLOSED":
        yield "conversation.reopened", ids
    resolution = after.get("resolution")
    if resolution and resolution != before.get("resolution"):
        yield "conversation.analyzed", ids | {"outcome": resolution["outcome"], "sentiment": resolution["sentiment"]}
    rating, former = (({} | (image.get("rating") or {}) | {"comment": None}) for image in (after, before))
    if after.get("rating") and rating != former:  # a comment that follows is no second rating
        yield "conversation.rated", ids | {"agentId": rating.get("agent_id"), "score": rating["score"]}
