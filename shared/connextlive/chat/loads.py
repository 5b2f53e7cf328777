"""Agents' loads and the queue: the counts that routing needs, changed in the conversation's own transaction.

An agent's load is the number of conversations with their ID as `load_of`. Every change of a conversation sets it anew:
to the agent while the conversation is open and neither spam nor snoozed. A conversation that waits for an agent has a
place in the queue, an item whose key is its `place`. Both change only together with the conversation, on the condition
that its version is unchanged, so they stay consistent in races. In a workspace without routing, a conversation has
neither, and changing it writes nothing here.
"""

from collections import Counter
from typing import TYPE_CHECKING, NotRequired, TypedDict

from connextlive.core.ids import timestamp
from connextlive.core.queue_places import EVERYBODY, PLACE, place_of
from connextlive.table import codec, items, writes
from connextlive.table.codec import Action, Values

if TYPE_CHECKING:
    from connextlive.chat.conversation import Conversation
    from connextlive.generated.values import ConversationValues

MOST_COUNTED = 100  # conversations before one's own, of which a visitor is told the number
_LOAD = "load#"


class Routed(TypedDict):
    """A conversation's part in routing: the agent whose load it counts for, its place in the queue, and the agents who
    had it and did not reply in time."""

    load_of: NotRequired[str]
    place: NotRequired[str]
    passed_over: NotRequired[list[str]]


def pk(tenant_id: str) -> str:
    """The partition of loads and of the queue."""
    return f"{tenant_id}#routing"


def account(of: "Conversation", room: int | None = None) -> list[Action]:
    """Sets which load a changed conversation counts for, and returns the part of its transaction that changes the
    loads. With `room`, its new agent must have fewer than that many, and is noted as having got one last."""
    if of.routed is None:
        return []
    was: Routed = of.routed
    now: Routed = {**was}
    actions: list[Action] = []
    is_open = is_live(of.status, of.spam_since, of.snoozed_until)
    holder = of.agent_id if is_open else None
    if was.get("load_of") != holder:
        if before := now.pop("load_of", None):
            actions.append(_added(of.tenant_id, before, -1))
        if holder:
            now["load_of"] = holder
            actions.append(_added(of.tenant_id, holder, 1, room))
    if "place" in was and not (is_open and waits(of.status, of.agent_id)):
        actions.append(_left(of.tenant_id, now.pop("place")))
    if of.waiting_since is None:
        now.pop("passed_over", None)  # somebody has replied, or it is closed
    of.routed = now
    return actions


def queue_up(of: "Conversation", waits_for: str | None) -> list[Action]:
    """Gives a waiting conversation its place, behind those that have waited longer for the same team or for everybody;
    returns that part of its transaction."""
    routed = _routed(of)
    place = f"{PLACE}{waits_for or EVERYBODY}#{of.waiting_since or timestamp()}#{of.id}"
    before = routed.get("place")
    if before == place:
        return []
    of.routed = {**routed, "place": place}
    item = {"pk": pk(of.tenant_id), "sk": place, "visitor_id": of.visitor_id}
    return ([_left(of.tenant_id, before)] if before else []) + [{"Put": {"Item": codec.typed(item)}}]


def rename(of: "Conversation") -> list[Action]:
    """The part of a transaction that changes the visitor in a conversation's place."""
    place = _routed(of).get("place")
    if place is None:
        return []
    return [{"Put": {"Item": codec.typed({"pk": pk(of.tenant_id), "sk": place, "visitor_id": of.visitor_id})}}]


def leave(of: "Conversation") -> list[Action]:
    """Removes a conversation's place; returns that part of its transaction."""
    routed = _routed(of)
    now: Routed = {**routed}
    place = now.pop("place", None)
    of.routed = now
    return [_left(of.tenant_id, place)] if place else []


def forget(*gone: "Conversation") -> list[Action]:
    """The part of a deletion's transaction that removes conversations from loads and queue."""
    held = Counter((of.tenant_id, _routed(of)["load_of"]) for of in gone if "load_of" in _routed(of))
    actions = [_added(tenant_id, agent_id, -number) for (tenant_id, agent_id), number in held.items()]
    return actions + [_left(of.tenant_id, _routed(of)["place"]) for of in gone if "place" in _routed(of)]


def forget_agent(tenant_id: str, agent_id: str) -> None:
    """Deletes the load of an agent who is gone and has no conversations."""
    writes.delete_all([(pk(tenant_id), _LOAD + agent_id)])


def is_live(status: str, spam_since: str | None, snoozed_until: str | None) -> bool:
    """Whether a conversation needs attention now: it is open, and neither spam nor snoozed."""
    return status != "CLOSED" and spam_since is None and snoozed_until is None


def waits(status: str, agent_id: str | None) -> bool:
    """Whether a live conversation waits for an agent."""
    return status == "WAITING" and agent_id is None


def is_amiss(values: "ConversationValues") -> bool:
    """Whether a conversation's load or place differs from its state: it was changed before its workspace had routing,
    or by an earlier version."""
    is_open = is_live(values["status"], values.get("spam_since"), values.get("snoozed_until"))
    routed = values.get("routed")
    if routed is None:
        return is_open
    holder = values.get("agent_id") if is_open else None
    is_queued = is_open and waits(values["status"], values.get("agent_id"))
    return routed.get("load_of") != holder or ("place" in routed and not is_queued)


def _routed(of: "Conversation") -> Routed:
    return of.routed or {}


def _added(tenant_id: str, agent_id: str, number: int, room: int | None = None) -> Action:
    update: Values = {
        "Key": codec.typed({"pk": pk(tenant_id), "sk": _LOAD + agent_id}),
        "UpdateExpression": "ADD open_now :n",
        "ExpressionAttributeValues": {":n": {"N": str(number)}},
    }
    if room is not None:
        update["UpdateExpression"] += " SET taken_at = :at"
        update["ConditionExpression"] = "attribute_not_exists(open_now) OR open_now < :room"
        update["ExpressionAttributeValues"] |= codec.typed({":room": room, ":at": timestamp()})
    return {"Update": update}


def _left(tenant_id: str, place: str) -> Action:
    return {"Delete": {"Key": codec.typed({"pk": pk(tenant_id), "sk": place})}}


class Load(TypedDict):
    """The number of an agent's open conversations, and when routing last gave them one."""

    open_now: int
    taken_at: str


def all_of(tenant_id: str) -> dict[str, Load]:
    """Loads by agent; agents who never had a conversation are left out."""
    found = map(codec.plain, items.query(pk(tenant_id), prefix=_LOAD, limit=items.ALL))
    return {
        values["sk"].removeprefix(_LOAD): {
            "open_now": values.get("open_now", 0),
            "taken_at": values.get("taken_at", ""),
        }
        for values in found
    }


def is_anybody_waiting(tenant_id: str, waits_for: str | None = None) -> bool:
    """Whether the queue has any place, or any for a team or for everybody."""
    prefix = f"{PLACE}{waits_for}#" if waits_for else PLACE
    return bool(items.query(pk(tenant_id), prefix=prefix, limit=1, fields=("sk",)))


def first(tenant_id: str, waits_for: str, at_most: int) -> list[str]:
    """The places with the longest wait for a team or for everybody."""
    found = items.query(pk(tenant_id), prefix=f"{PLACE}{waits_for}#", limit=at_most, fields=("sk",))
    return [raw["sk"]["S"] for raw in found]


def line(tenant_id: str, waits_for: str, at_most: int) -> list[tuple[str, str]]:
    """Conversations and their visitors, in the order of the queue for a team or for everybody."""
    found = items.query(pk(tenant_id), prefix=f"{PLACE}{waits_for}#", limit=at_most)
    return [(place_of(raw["sk"]["S"])[2], raw["visitor_id"]["S"]) for raw in found]


def everybody(tenant_id: str) -> list[str]:
    """All places of the queue."""
    found = items.query(pk(tenant_id), prefix=PLACE, limit=items.ALL, fields=("sk",))
    return [raw["sk"]["S"] for raw in found]


def position(tenant_id: str, place: str) -> int:
    """The position of a place in its queue, or MOST_COUNTED + 1 if it is further back, so that some kilobytes are read
    at most."""
    waits_for, *_ = place_of(place)
    before = items.query(
        pk(tenant_id),
        after=f"{PLACE}{waits_for}#",
        before=place,
        limit=MOST_COUNTED + 1,
        fields=("sk",),
        consistent=False,
    )
    return max(1, len(before))  # itself included


def position_of(tenant_id: str, values: "ConversationValues") -> int | None:
    """The position of a conversation, if it has a place."""
    place = place_in(values)
    return position(tenant_id, place) if place else None


def counted_of(values: "ConversationValues | None") -> str | None:
    """The agent whose load a stored conversation counts for."""
    return _stored(values).get("load_of")


def place_in(values: "ConversationValues | None") -> str | None:
    """The place of a stored conversation in the queue."""
    return _stored(values).get("place")


def _stored(values: "ConversationValues | None") -> Routed:
    return (values.get("routed") if values else None) or {}


# ── Mending, for `make audit` ────────────────────────────────────────────────────────────────────────────────────────


def correct(tenant_id: str, agent_id: str, found: int, wanted: int) -> None:
    """Corrects a load, unless it has changed since it was found wrong."""
    update = _added(tenant_id, agent_id, wanted - found)
    unchanged = "open_now = :found" if found else "open_now = :found OR attribute_not_exists(open_now)"
    update["Update"]["ConditionExpression"] = unchanged
    update["Update"]["ExpressionAttributeValues"][":found"] = {"N": str(found)}
    writes.transact([update])


def remove(tenant_id: str, place: str) -> None:
    """Removes a place that no conversation has."""
    writes.transact([_left(tenant_id, place)])


def restore(tenant_id: str, place: str, visitor_id: str) -> None:
    """Puts a conversation back at the place that it stores."""
    writes.transact([writes.create_action({"pk": pk(tenant_id), "sk": place, "visitor_id": visitor_id})])
