"""Mentions: colleagues whom a note addresses, owner and admins included.

A conversation stores the colleagues who were mentioned and have not looked since (`mentioned`), so showing it needs no
further read. Each colleague also has an item for each conversation with a mention, for their list: for three months, or
until the conversation is deleted.
"""

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from connextlive.chat import conversation as conversations
from connextlive.chat.conversation import Conversation
from connextlive.chat.sight import may_see
from connextlive.core.caller import Caller
from connextlive.core.errors import Invalid
from connextlive.core.ids import is_id, timestamp
from connextlive.core.sentence import Sentence
from connextlive.identity import user
from connextlive.identity.user_presence import access_of
from connextlive.table import codec, items, writes
from connextlive.table.orm import Item, NumberAttribute, UnicodeAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import MentionValues, UserValues
    from connextlive.identity.user import ShownUser

KEPT = 90 * 24 * 3600  # seconds
MOST_LISTED = 200  # conversations, of those that began last


class Mention(Item, discriminator="mention"):
    """A mention of a user in a conversation, with the latest note."""

    conversation_id = UnicodeAttribute()
    message_id = UnicodeAttribute()
    expires_at = NumberAttribute()


def _key(tenant_id: str, agent_id: str, conversation_id: str) -> tuple[str, str]:
    return f"{tenant_id}#mentions", f"{agent_id}#{conversation_id}"


def names(conversation: Conversation, agent_ids: Sequence[str]) -> dict[str, str]:
    """The names of users who may be mentioned in a conversation, by their IDs; refuses all others."""
    tenant_id, known = conversation.tenant_id, [one for one in agent_ids if is_id(one, "usr")]
    found = {
        one["id"]: one["name"] for one in user.many(tenant_id, known) if sees(tenant_id, one, conversation.agent_id)
    }
    if not found.keys() >= {*agent_ids}:
        raise Invalid(mentionIds=Sentence("Only colleagues who may see the conversation can be mentioned"))
    return {one: found[one] for one in agent_ids}


def those_who_see(caller: Caller, conversation_id: str, agents: "list[ShownUser]") -> "list[ShownUser]":
    """The agents among these who may be mentioned in a conversation that the caller sees."""
    agent_id = conversations.read(caller.tenant_id, conversation_id, caller).get("agent_id")
    return [one for one in agents if sees(caller.tenant_id, one, agent_id)]


def sees(tenant_id: str, values: "UserValues", agent_id: str | None) -> bool:
    """Whether a member of the team is active and sees conversations with this assignee. Owner and admins see all."""
    if values["status"] != "ACTIVE" or values["role"] != "AGENT":
        return values["status"] == "ACTIVE"
    access = access_of(values)
    viewer = Caller(tenant_id, values["id"], "AGENT", values["name"], access=None if access == "ALL" else access)
    return may_see(viewer, agent_id)


def of_note(conversation: Conversation, agent_ids: Iterable[str], message_id: str) -> list[Mention]:
    """The items that are written with a note with these mentions."""
    expires_at = int(time.time()) + KEPT
    return [
        Mention(
            *_key(conversation.tenant_id, agent_id, conversation.id),
            conversation_id=conversation.id,
            message_id=message_id,
            expires_at=expires_at,
        )
        for agent_id in agent_ids
    ]


def delete_all(tenant_id: str, agent_id: str) -> None:
    """Deletes a removed agent's list."""
    pk, prefix = _key(tenant_id, agent_id, "")
    found = items.query(pk, prefix=prefix, limit=items.ALL, fields=("sk",))
    writes.delete_all((pk, raw["sk"]["S"]) for raw in found)


def forget(tenant_id: str, conversation_id: str, agent_ids: Iterable[str]) -> None:
    """Removes a deleted conversation from the lists of colleagues who were mentioned in it."""
    writes.delete_all(_key(tenant_id, agent_id, conversation_id) for agent_id in agent_ids)


def conversations_of(caller: Caller) -> set[str]:
    """IDs of the conversations in which the caller was mentioned; some may be deleted."""
    pk, prefix = _key(caller.tenant_id, caller.id, "")
    found = items.query(pk, prefix=prefix, newest_first=True, limit=MOST_LISTED)
    return {cast("MentionValues", codec.plain(raw))["conversation_id"] for raw in found}


@optimistic
def mark_read(caller: Caller, conversation_id: str) -> Conversation:
    """Notes that the caller has seen their mention. Without a mention, nothing is written."""
    conversation = conversations.load(caller.tenant_id, conversation_id, caller)
    if conversation.is_mentioned(caller.id):
        conversation.seen_mentions(caller.id)
        conversation.touch(timestamp())
        conversation.save()
    return conversation
