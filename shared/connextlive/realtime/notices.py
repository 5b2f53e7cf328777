"""Frames, derived from the table's stream: for each recipient what the API would return to them, and no more. A
visitor's frames use the widget's schemas, which have no fields for anything else."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from connextlive.chat import attachment
from connextlive.chat.conversation import STATUSES, Status
from connextlive.chat.schemas.conversations import AgentCard
from connextlive.chat.schemas.messages import MessageView
from connextlive.chat.schemas.summaries import SummaryView
from connextlive.events.domain import Change, is_of, merged
from connextlive.identity import availability, label, presences, user_presence
from connextlive.identity.people import Known
from connextlive.identity.user import card_of
from connextlive.realtime.schemas.frames import (
    AgentAvailability,
    AgentPresence,
    AgentUpdated,
    ColleaguePresence,
    ConversationAssigned,
    ConversationChanged,
    ConversationDeleted,
    ConversationHidden,
    ConversationSummarized,
    LabelsUpdated,
    MessageChanged,
    MessagesDelivered,
    MessagesSeen,
    MoodChanged,
    VisitorMerged,
    VisitorPresence,
    VisitorUnmerged,
    to_people,
    to_visitor,
)
from connextlive.realtime.schemas.incoming import Data, FrameType

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, MessageValues, UserValues, VisitorValues
    from connextlive.identity.presences import PresenceValues


type FindConversation = Callable[[Change[MessageValues]], ConversationValues | None]


@dataclass(frozen=True, slots=True)
class Sight:
    """Of whose conversation a notice tells: of an agent's, or nobody's (None); of one, whatever agent it has; or of
    any of a visitor's. With `left`, it tells those who saw it with its former agent that they no longer do."""

    agent_id: str | None = None
    conversation_id: str | None = None
    visitor_id: str | None = None
    left: bool = False
    former_agent_id: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A change, as frames for each side: the team, and one visitor. None: not for them. `of_agent` is the agent whose
    visitors receive it, too: those of conversations in `of_statuses`. Of the team, it is for whoever sees the
    conversation that it tells of, by `sight`; for everybody if it tells of none."""

    type: FrameType
    to_people: Data | None = None
    visitor_id: str | None = None
    to_visitor: Data | None = None
    of_agent: str | None = None
    of_statuses: tuple[Status, ...] = ("ACTIVE", "WAITING")
    sight: Sight | None = None

    def frames(self, change: Change) -> tuple[str | None, str | None]:
        """The serialized frames, for team and visitors. The ID is the same each time the change is delivered."""
        said = frame_id_of(change.record_id, self.type), self.type, change.at
        people = self.to_people.in_frame(*said) if self.to_people else None
        return people, self.to_visitor.in_frame(*said) if self.to_visitor else None


def frame_id_of(*origin: str) -> str:
    """An ID that is the same for the same origin."""
    return f"evt_{hashlib.sha256('/'.join(origin).encode()).hexdigest()[:26]}"


def of_change(change: Change, find_conversation: FindConversation) -> Iterator[Notice]:
    """The notices for a committed change, usually one or none."""
    if is_of(change, "message"):
        if type := _told_of_message(change.before, change.after):
            yield from _of_message(type, change.now, find_conversation(change))
    elif is_of(change, "conversation") and change.after is not None:
        yield from _of_conversation(change.before, change.after)
    elif is_of(change, "conversation"):
        gone = ConversationDeleted(conversation_id=change.now["id"])
        sight = Sight(change.now.get("agent_id"))
        yield Notice("conversation.deleted", gone, change.now["visitor_id"], gone, sight=sight)
    elif is_of(change, "summary") and change.after is not None:
        made = ConversationSummarized(
            conversation_id=change.after["conversation_id"], summary=SummaryView.model_validate(change.after)
        )
        yield Notice("conversation.summarized", made, sight=Sight(conversation_id=made.conversation_id))
    elif is_of(change, "labels") and change.after is not None:
        yield Notice("labels.updated", LabelsUpdated.of(label.cards(change.after["by_id"])))
    elif change.kind == presences.KIND:
        yield from _of_visitor(cast("Change[PresenceValues]", change))
    elif is_of(change, "visitor"):
        yield from _of_absent_visitor(change)
    elif is_of(change, "user") and change.after is not None and change.after["role"] == "AGENT":
        yield from _of_agent(change.before, change.after)


def _of_visitor(change: "Change[PresenceValues]") -> Iterator[Notice]:
    news = change.after.get("news") if change.after else None
    if change.before is None or change.after is None or news == presences.RETURNED:
        now, is_online = change.now, change.after is not None
        seen_at = now.get("left_at") or now["seen_at"]
        data = VisitorPresence(visitor_id=now["sk"], is_online=is_online, last_seen_at=seen_at)
        yield Notice("presence.changed", data, sight=Sight(visitor_id=now["sk"]))
    elif news == presences.RECEIVED:
        yield _delivered(change.after["sk"], change.after.get("received_id", ""))


def _of_absent_visitor(change: "Change[VisitorValues]") -> Iterator[Notice]:
    """That somebody was merged into another visitor, or that this was undone; and what somebody has received who is not
    online. What they have received before they left was told then."""
    before, after = change.before, change.after
    was_merged, is_merged = merged(change)
    if after is not None and was_merged != is_merged:
        yield _merged(after, was_merged, is_merged)
    if before is None or after is None or before.get("left_at") != after.get("left_at"):
        return
    received = after.get("received_id")
    if received and received != before.get("received_id"):
        yield _delivered(after["id"], received)


def _merged(visitor: "VisitorValues", before: str | None, now: str | None) -> Notice:
    """For those who see a conversation of whoever was merged, which the other one has or had; without any, the other
    one."""
    sight = Sight(visitor_id=visitor["id"] if visitor.get("conversation_id") else now or before)
    if now:
        told = VisitorMerged(visitor_id=visitor["id"], into_visitor_id=now)
        return Notice("visitor.merged", told, sight=sight)
    undone = VisitorUnmerged(visitor_id=visitor["id"], from_visitor_id=before or "")
    return Notice("visitor.unmerged", undone, sight=sight)


def _delivered(visitor_id: str, message_id: str) -> Notice:
    data = MessagesDelivered(visitor_id=visitor_id, message_id=message_id)
    return Notice("messages.delivered", data, sight=Sight(visitor_id=visitor_id))


def _of_agent(before: "UserValues | None", after: "UserValues") -> Iterator[Notice]:
    agent_id = after["id"]
    if before is None or any(before.get(name) != after.get(name) for name in ("name", "avatar_key")):
        now = AgentUpdated(agent=AgentCard.model_validate(card_of(after)))
        # Visitors with closed conversations see it, too.
        yield Notice("agent.updated", now, to_visitor=now, of_agent=agent_id, of_statuses=STATUSES)
    seen_at, is_online = after.get("last_seen_at"), availability.came_or_went(before, after)
    now_is = availability.availability_of(after)
    if seen_at is not None and is_online is not None:
        seen = AgentPresence(agent_id=agent_id, is_online=is_online, last_seen_at=seen_at)
        to_people = ColleaguePresence(**seen.model_dump(), availability=now_is)
        yield Notice("presence.changed", to_people, to_visitor=seen, of_agent=agent_id)
    if before is not None and availability.may_differ(before, after):
        yield Notice("availability.changed", AgentAvailability(agent_id=agent_id, availability=now_is))


def revoked(change: Change) -> bool:
    """Whose access a change ends, and with it their connections: a user's deactivation, password reset or removal,
    another access or other teams, the end of one of their sessions, the block of a visitor or an address, the deletion
    of a visitor or an API key, an identity that is bound to a visitor, that a visitor is merged, or that this is
    undone."""
    if is_of(change, "user") and change.before is not None:
        return is_locked_out(change) or sees_otherwise(change) or bool(ended(change))
    if change.kind == "identity":
        return change.before is None
    if is_of(change, "block"):
        return change.after is not None and change.after["status"] == "ACTIVE"
    if change.kind == "teams" or is_merge(change):
        return True
    return change.kind in ("user", "visitor", "api_key") and change.after is None


def is_merge(change: Change) -> bool:
    """Whether a visitor was merged into another one, or no longer is: their widgets connect again, as who they are
    now."""
    if not is_of(change, "visitor") or change.after is None:
        return False
    before, after = merged(change)
    return before != after


def is_locked_out(change: "Change[UserValues]") -> bool:
    """Whether a change of a user ends all their sessions."""
    before, after = change.before, change.after
    if before is None:
        return False
    return after is None or (before["status"], before["token_version"]) != (after["status"], after["token_version"])


def sees_otherwise(change: "Change[UserValues]") -> bool:
    """Whether a change of a user lets them see other conversations. Their clients connect again, and fetch them."""
    before, after = change.before, change.after
    if before is None or after is None:
        return False
    return user_presence.access_of(before) != user_presence.access_of(after)


def ended(change: "Change[UserValues]") -> set[str]:
    """The sessions that a change of a user ends."""
    before, after = (image.get("ended", []) if image else [] for image in (change.before, change.after))
    return {user_presence.SESSION + short for short in {*after} - {*before}}


def _told_of_message(before: "MessageValues | None", after: "MessageValues | None") -> FrameType | None:
    if after is None:
        return None
    if before is None:
        return "message.created"
    changed = any(after.get(name) != before.get(name) for name in ("edited_at", "deleted_at"))
    return "message.updated" if changed else None


def _of_message(
    type: FrameType, message: "MessageValues", conversation: "ConversationValues | None"
) -> Iterator[Notice]:
    if conversation is None:  # deleted since
        return
    # A separate view for each, because a frame that is too large is truncated by itself.
    linked = attachment.linked(message)
    people = MessageChanged(message=MessageView.model_validate(linked), conversation=to_people(conversation))
    visitor = None
    if not message["is_internal"]:
        visitor = MessageChanged(message=MessageView.model_validate(linked), conversation=to_visitor(conversation))
    sight = Sight(conversation.get("agent_id"))
    yield Notice(type, people, conversation["visitor_id"], visitor, sight=sight)


def _of_conversation(before: "ConversationValues | None", after: "ConversationValues") -> Iterator[Notice]:
    now = ConversationChanged(conversation=to_people(after))
    theirs = ConversationChanged(conversation=to_visitor(after))
    visitor_id = after["visitor_id"]
    sight = Sight(after.get("agent_id"))
    if before is None:
        yield Notice("conversation.created", now, visitor_id, theirs, sight=sight)
        return
    told = False
    if after.get("agent_id") != before.get("agent_id"):
        left = Sight(after.get("agent_id"), left=True, former_agent_id=before.get("agent_id"))
        yield Notice("conversation.hidden", ConversationHidden(conversation_id=after["id"]), sight=left)
    if after.get("agent_id") and after["agent_id"] != before.get("agent_id"):
        previous = {"previous_agent_id": before.get("agent_id")}
        people, visitor = (ConversationAssigned(conversation=to(after), **previous) for to in (to_people, to_visitor))
        yield Notice("conversation.assigned", people, visitor_id, visitor, sight=sight)
        told = True
    if after["is_resolved"] and not before["is_resolved"]:
        yield Notice("conversation.resolved", now, visitor_id, theirs, sight=sight)
        told = True
    mood, mood_before = after.get("mood"), before.get("mood")
    if mood and mood != mood_before:
        previous_mood = mood_before["value"] if mood_before else None
        turned = MoodChanged(conversation=to_people(after), previous_mood=previous_mood)
        yield Notice("conversation.mood_changed", turned, sight=sight)
        told = True
    for by, first in (("AGENT", "first_unread_id"), ("VISITOR", "visitor_first_unread_id")):
        if before.get(first) and not after.get(first):
            seen = MessagesSeen.model_validate(
                {
                    "conversation_id": after["id"],
                    "seen_by": by,
                    "seen_at": after["updated_at"],
                    "version": after["version"],
                }
            )
            yield Notice("messages.seen", seen, visitor_id, seen, sight=sight)
    # A message's changes to its conversation are sent with the message.
    spoken = any(after.get(name) != before.get(name) for name in ("last_message_id", "messages_edited_at"))
    if not (spoken or told) and not now.looks_like(ConversationChanged(conversation=to_people(before))):
        same = theirs.looks_like(ConversationChanged(conversation=to_visitor(before)))
        yield Notice("conversation.updated", now, visitor_id, None if same else theirs, sight=sight)


class Conversations:
    """The conversation of a message: from the batch's own records if they contain it, as they usually do after a
    transaction."""

    def __init__(
        self, changes: list[Change], read: Callable[[str, str], "ConversationValues | None"], people: Known
    ) -> None:
        self._read = read
        self._people = people
        self._known = {
            (change.pk, change.after.get("last_message_id")): change.after
            for change in changes
            if is_of(change, "conversation") and change.after
        }

    def find(self, change: "Change[MessageValues]") -> "ConversationValues | None":
        """The conversation as of the message, or its current state; None if it is deleted. Both have current names."""
        message = change.now
        found = self._known.get((change.pk, message["id"]))
        if found is None:
            found = self._read(change.tenant_id, message["conversation_id"])
        if found is not None:
            self._people.name(found, [message])
        return found
