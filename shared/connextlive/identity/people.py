"""People as they are called now. Conversations and messages keep what agents and visitors were called when they were
written; whoever shows them asks here first, in one call, so that a new name or picture needs no rewriting of the past
(docs/data-model.md, copies)."""

from collections.abc import Iterable, Mapping, Sequence

from connextlive.identity import user
from connextlive.table.codec import Raw
from connextlive.table.orm import Item


class Known:
    """Agents' cards by tenant and id, each looked up once."""

    def __init__(self, agents: Iterable[user.User] = ()) -> None:
        self._cards: dict[tuple[str, str], Raw] = {(agent.tenant_id, agent.id): agent.card() for agent in agents}

    def look_up(self, tenant_id: str, agent_ids: Iterable[str]) -> None:
        """Brings the cards of agents who are not known yet, in one call."""
        unknown = sorted({agent_id for agent_id in agent_ids if (tenant_id, agent_id) not in self._cards})
        for agent_id, card in user.cards(tenant_id, unknown).items():
            self._cards[tenant_id, agent_id] = card

    def name(self, conversation: Raw, messages: Sequence[Raw] = ()) -> None:
        """Has a conversation's values, and those of messages in it, show people as they are now."""
        tenant_id = conversation["pk"].partition("#")[0]
        self.look_up(tenant_id, agents_in([conversation, *messages]))
        if card := self._cards.get((tenant_id, conversation.get("agent_id") or "")):
            conversation["agent"] = card
        for message in messages:
            if message["sender_type"] == "VISITOR":
                message["sender_name"] = conversation["visitor"].get("user_name")
            elif card := self._cards.get((tenant_id, message.get("sender_id") or "")):
                message["sender_name"] = card["name"]


def agents_in(values: Iterable[Mapping[str, str | None]]) -> list[str]:
    """Ids of the agents whom conversations and messages name."""
    named = (one.get("sender_id" if one.get("sender_type") == "AGENT" else "agent_id") for one in values)
    return [agent_id for agent_id in named if agent_id]


def named(conversation: Raw, messages: Sequence[Raw] = ()) -> Raw:
    """A conversation's values, which with those of messages in it show people as they are now."""
    Known().name(conversation, messages)
    return conversation


def as_now[Held: Item](held: Held, *messages: Item, known: Iterable[user.User] = ()) -> Held:
    """The same of entities, which are not to be saved again."""
    Known(known).name(held.attribute_values, [message.attribute_values for message in messages])
    return held
