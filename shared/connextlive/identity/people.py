"""Current names, pictures and presence of people, and names of labels. Conversations and messages store people's names
at the time of writing and labels' IDs, but no presence. The current ones are looked up here in one call when they are
shown, so a new name, picture or heartbeat rewrites nothing (docs/data-model.md, denormalized data)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from connextlive.identity import label, presences, user
from connextlive.identity.presences import Presence
from connextlive.table import items, writes
from connextlive.table.codec import AttributeMap
from connextlive.table.orm import Item

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, MessageValues


class Known:
    """Agents' cards and visitors' presence by tenant and ID, and tenants' labels, each looked up once."""

    def __init__(self) -> None:
        self._cards: dict[tuple[str, str], user.AgentCard] = {}
        self._online: set[tuple[str, str]] = set()
        self._present: dict[tuple[str, str], Presence | None] = {}
        self._labels: dict[str, dict[str, label.KnownLabel]] = {}

    def add(self, agent: user.User) -> None:
        """Adds an agent who was just read."""
        self._cards[agent.tenant_id, agent.id] = agent.card()

    def add_visitor(self, tenant_id: str, visitor_id: str, presence: AttributeMap | None) -> None:
        """Adds a visitor whose presence was just read."""
        self._present[tenant_id, visitor_id] = presences.of_raw(presence) if presence else None

    def is_online(self, tenant_id: str, agent_id: str | None) -> bool | None:
        """Whether an agent who was looked up is online; None without an agent."""
        return (tenant_id, agent_id) in self._online if agent_id else None

    def look_up(
        self, tenant_id: str, agent_ids: Iterable[str], visitor_ids: Iterable[str], tags: Iterable[str] = ()
    ) -> None:
        """Looks up people who are not known yet, and the labels if the tags contain one: in one call, or two if an
        agent was removed."""
        unknown = sorted({agent_id for agent_id in agent_ids if (tenant_id, agent_id) not in self._cards})
        visitors = [visitor_id for visitor_id in visitor_ids if (tenant_id, visitor_id) not in self._present]
        keys = [presences.key(tenant_id, visitor_id) for visitor_id in visitors]
        if tenant_id not in self._labels and any(map(label.is_label, tags)):
            keys.append(label.key(tenant_id))
            self._labels[tenant_id] = {}
        found = items.raw_items([*keys, *(user.key(tenant_id, agent_id) for agent_id in unknown)])
        present = {raw["sk"]["S"]: presences.of_raw(raw) for raw in found if raw["kind"]["S"] == presences.KIND}
        for raw in found:
            if raw["sk"]["S"] == label.SK:
                self._labels[tenant_id] = label.of_raw(raw)
        for visitor_id in visitors:
            self._present[tenant_id, visitor_id] = present.get(visitor_id)
        self._online |= {(tenant_id, agent_id) for agent_id in user.online_among(found)}
        for agent_id, card in user.cards_of(tenant_id, unknown, found).items():
            self._cards[tenant_id, agent_id] = card

    def look_up_beside(self, tenant_id: str, agent_ids: Iterable[str], visitor_id: str, tags: Iterable[str]) -> None:
        """Like `look_up`, at the same time as a write or after it. A failure is ignored and the answer has the stored
        names: with an error, the client would repeat a write that succeeded."""
        with writes.dispensable():
            self.look_up(tenant_id, agent_ids, [visitor_id], tags)

    def name(self, conversation: "ConversationValues", messages: Sequence["MessageValues"] = ()) -> None:
        """Updates a conversation's values, and those of its messages, with current names, pictures and presence."""
        tenant_id, visitor_id = conversation["pk"].partition("#")[0], conversation["visitor_id"]
        self.look_up(tenant_id, agents_in([conversation, *messages]), [visitor_id], conversation.get("tags", ()))
        self.show(conversation, messages)

    def show(self, conversation: "ConversationValues", messages: Sequence["MessageValues"] = ()) -> None:
        """Like `name`, with the people who were already looked up."""
        tenant_id, visitor_id = conversation["pk"].partition("#")[0], conversation["visitor_id"]
        conversation["labels"] = self._labels.get(tenant_id, {})
        if card := self._cards.get((tenant_id, conversation.get("agent_id") or "")):
            conversation["agent"] = {**card}
        if (presence := self._present.get((tenant_id, visitor_id))) and presence.is_current:
            conversation["visitor"] = {**conversation["visitor"], "seen_at": presence.seen_at}
        for message in messages:
            if message["sender_type"] == "VISITOR":
                message["sender_name"] = conversation["visitor"].get("user_name")
            elif card := self._cards.get((tenant_id, message.get("sender_id") or "")):
                message["sender_name"], message["sender_avatar_url"] = card["name"], card["avatar_url"]


def agents_in(values: Iterable[Mapping[str, object]]) -> list[str]:
    """IDs of the agents in conversations and messages."""
    named = (one.get("sender_id" if one.get("sender_type") == "AGENT" else "agent_id") for one in values)
    return [str(agent_id) for agent_id in named if agent_id]


def add_current_names(
    conversation: "ConversationValues", messages: Sequence["MessageValues"] = ()
) -> "ConversationValues":
    """A conversation's values with current names; those of its messages are updated, too."""
    Known().name(conversation, messages)
    return conversation


def with_current_names[Shown: Item](shown: Shown, *messages: Item, known: Known | None = None) -> Shown:
    """Like `add_current_names`, for saved entities, which must not be saved again."""
    values, known = cast("ConversationValues", shown.attribute_values), known or Known()
    of = [cast("MessageValues", message.attribute_values) for message in messages]
    known.look_up_beside(shown.tenant_id, agents_in([values, *of]), values["visitor_id"], values.get("tags", ()))
    known.show(values, of)
    return shown
