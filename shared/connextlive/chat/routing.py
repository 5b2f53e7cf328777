"""Routing: assigns waiting conversations to agents who are available and have capacity, by the workspace's rules.

A conversation is assigned in one transaction, on three conditions: its version is unchanged, the agent is still active
and takes conversations, and their load is below their capacity. So in a race, one process assigns it and the others
find it assigned.

Nothing is assigned by a clock, except after the sign that a shift begins or ends (`identity/schedules.py`). The
stream's consumer looks at the conversations that a batch has changed. It looks at the queue if a batch may have made
room: an agent came, became available, has one conversation less, or got a higher capacity. A waiting conversation is
queued before its consumer reads the agents, and an agent's change is written before its consumer reads the queue, both
consistently. So one of the two sees the other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from connextlive.chat import conversation as conversations
from connextlive.chat import loads
from connextlive.chat.conversation import Conversation
from connextlive.core.environment import environment
from connextlive.core.errors import NotFound
from connextlive.core.ids import new_id, timestamp
from connextlive.core.queue_places import EVERYBODY, place_of
from connextlive.events import bus
from connextlive.events.domain import Change, is_of
from connextlive.events.types import AgentAwayDue, ReplyDue
from connextlive.identity import availability, teams, user
from connextlive.identity import workspace as workspaces
from connextlive.identity.routing_rules import Rules
from connextlive.lambdas.queue import look_again
from connextlive.table import writes
from connextlive.table.codec import Action
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, UserValues
    from connextlive.identity.schemas.settings import Rule
    from connextlive.identity.teams import Team

PASSED_OVER = 100  # places read beyond those there is room for: some may not go to the agents who have it
TAKES_CONVERSATIONS = (
    "#status = :active AND #role = :agent AND"
    " (attribute_not_exists(availability) OR availability = :available OR availability_since = :ended)"
)


@dataclass(slots=True)
class Candidate:
    """An available agent, with their load as read, and with assignments since then. `ended` is when they chose an
    availability that their schedule has replaced, if they did."""

    id: str
    capacity: int
    load: int
    taken_at: str
    ended: str

    @property
    def has_room(self) -> bool:
        return self.load < self.capacity


def settle(changes: Sequence[Change], known: Mapping[str, Rules]) -> None:
    """Routes conversations that a batch has changed. `known` are workspaces' rules that were already read. Idempotent:
    assigned and queued conversations stay so."""
    for tenant_id in dict.fromkeys(change.tenant_id for change in changes):
        theirs = [change for change in changes if change.tenant_id == tenant_id]
        rules = known.get(tenant_id)
        if rules is None and any(map(availability.is_sign, theirs)):
            rules = rules_of(tenant_id)
        if rules is not None and rules.is_on:
            _settle(Desk(tenant_id, rules), theirs)


def rules_of(tenant_id: str) -> Rules:
    """The workspace's rules, as they are now."""
    found = workspaces.find(tenant_id)
    return Rules.of(found.settings if found else None)


def _settle(desk: "Desk", changes: Iterable[Change]) -> None:
    makes_room = False
    now: dict[str, tuple[ConversationValues | None, str | None]] = {}  # with the agent before, if it is unassigned now
    for change in changes:
        if is_of(change, "conversation"):
            before, after = change.before, change.after
            makes_room |= _makes_room(before, after)
            left = before.get("agent_id") if before and after and not after.get("agent_id") else None
            now[change.now["id"]] = after, left or now.get(change.now["id"], (None, None))[1]
            if after is not None:
                desk.time_reply(before, after)
                desk.time_waking(before, after)
        elif availability.is_sign(change):
            makes_room = True
            if change.kind == "teams":
                desk.reconsider_all(of_deleted_teams=True)
            if is_of(change, "user") and change.after is not None:
                desk.time_absence(change.before, change.after)
    for conversation_id, (after, left) in now.items():
        if after is not None and desk.is_concerned(after):
            with suppress(NotFound):  # deleted meanwhile
                desk.receive(conversation_id, left)
    if makes_room:
        desk.fill()


def _makes_room(before: "ConversationValues | None", after: "ConversationValues | None") -> bool:
    """Whether an agent has one conversation less, or a conversation was queued that no process may have looked at
    since."""
    had, has = map(loads.counted_of, (before, after))
    queued = loads.place_in(after)
    return (had is not None and had != has) or (queued is not None and queued != loads.place_in(before))


def rules_changed(tenant_id: str) -> None:
    """Counts and queues the open conversations of a workspace that has begun to route, and removes conversations from
    the queue that are not routed any more."""
    desk = Desk(tenant_id, rules_of(tenant_id))
    desk.reconsider_all()
    if not desk.rules.is_on:
        return
    for conversation_id in _open(tenant_id):
        with suppress(NotFound):
            desk.receive(conversation_id, at_once=False)  # in what order they wait is known when all of them do
    desk.fill()


def reply_due(event: ReplyDue) -> None:
    """Hands over a conversation whose agent has not replied in time."""
    desk = Desk(event.tenant_id, rules_of(event.tenant_id))
    minutes = desk.rules.reply_minutes
    if minutes is None or not desk.rules.is_on:
        return
    with suppress(NotFound):
        found = conversations.read(event.tenant_id, event.conversation_id)
        if found.get("agent_id") != event.agent_id or _waits_since(found) != event.since:
            return  # answered, or somebody else's turn
        if left := _seconds_left(event.since, minutes):
            look_again(environment.routing_queue_url, event, left)
        else:
            desk.hand_over(event.conversation_id, event.agent_id, passed_over=True)


def away_due(event: AgentAwayDue) -> None:
    """Hands over the conversations of an agent who has been away for too long."""
    desk = Desk(event.tenant_id, rules_of(event.tenant_id))
    minutes, found = desk.rules.away_minutes, user.find(event.tenant_id, event.agent_id)
    if minutes is None or not desk.rules.is_on or found is None:
        return
    if availability.availability_of(found.values) != "AWAY" or availability.away_since(found.values) != event.since:
        return  # they are back, or have been
    if left := _seconds_left(event.since, minutes):
        look_again(environment.routing_queue_url, event, left)
        return
    for conversation_id in _open(event.tenant_id, event.agent_id):
        with suppress(NotFound):
            desk.hand_over(conversation_id, event.agent_id)


def _open(tenant_id: str, agent_id: str | None = None) -> Iterator[str]:
    """IDs of the workspace's open conversations, or of an agent's."""
    for status in ("ACTIVE", "WAITING"):
        cursor = None
        while True:
            found, cursor = conversations.page(tenant_id, [status], agent_id, 100, cursor=cursor)
            yield from (values["id"] for values in found)
            if cursor is None:
                break


def _waits_since(values: "ConversationValues") -> str | None:
    """Since when an agent's open conversation waits for their reply."""
    since = values.get("waiting_since")
    if since is None or not _is_live(values):
        return None
    return max(since, values.get("held_since") or "")


def _seconds_left(since: str, minutes: int) -> float:
    due = datetime.fromisoformat(since).timestamp() + 60 * minutes
    return max(0.0, due - datetime.fromisoformat(timestamp()).timestamp())


class Desk:
    """Assigns a workspace's conversations to its agents. The agents are read once, and again after a lost race."""

    def __init__(self, tenant_id: str, rules: Rules) -> None:
        self.rules = rules
        self._tenant_id = tenant_id
        self._read: list[Candidate] | None = None

    @cached_property
    def _teams(self) -> "dict[str, Team]":
        return teams.read(self._tenant_id)

    @property
    def candidates(self) -> list[Candidate]:
        if self._read is None:
            taken = loads.all_of(self._tenant_id)
            self._read = [
                _candidate(one, taken.get(one["id"]), self.rules)
                for one in user.all_of(self._tenant_id, availability.FIELDS)
                if one["role"] == "AGENT" and availability.availability_of(one) == "AVAILABLE"
            ]
        return self._read

    # ── What waits ───────────────────────────────────────────────────────────────────────────────────────────────

    def is_concerned(self, values: "ConversationValues") -> bool:
        """Whether routing has something to do for a conversation as it was written."""
        if loads.is_amiss(values):
            return True
        is_waiting = loads.waits(values["status"], values.get("agent_id")) and _is_live(values)
        return is_waiting and loads.place_in(values) is None and self._rule(values["site_id"], None) != "manual"

    def _rule(self, site_id: str, waits_for: str | None) -> "Rule":
        return self.rules.rule_of(site_id, waits_for or self._team_of(site_id))

    def _team_of(self, site_id: str) -> str | None:
        """The team that answers a site; everybody if the team was deleted."""
        return self._known_team(self.rules.team_of(site_id))

    def _known_team(self, team_id: str | None) -> str | None:
        return team_id if team_id and team_id in self._teams else None

    def receive(self, conversation_id: str, former_agent_id: str | None = None, *, at_once: bool = True) -> None:
        """Counts a conversation in its present state. If it waits for an agent, assigns or queues it."""

        @self._undisturbed
        def receive() -> None:
            conversation = conversations.load(self._tenant_id, conversation_id)
            before = conversation.routed
            if before is None:
                if not _is_live(conversation.values):
                    return
                conversation.routed = {}
            is_new = _is_waiting(conversation) and "place" not in (conversation.routed or {})
            if is_new and self._place_new(conversation, former_agent_id, at_once):
                return
            counted = conversation.beside()
            if counted or conversation.routed != before:
                _write(conversation, counted)

        receive()

    def _place_new(self, conversation: Conversation, former_agent_id: str | None, at_once: bool) -> bool:
        """Assigns a waiting conversation at once if none waits before it, otherwise queues it. False if agents claim
        these conversations themselves."""
        waits_for = self._team_after(former_agent_id) or self._team_of(conversation.site_id)
        rule = self.rules.rule_of(conversation.site_id, waits_for)
        if rule == "manual":
            return False
        is_next = at_once and not loads.is_anybody_waiting(self._tenant_id, waits_for or EVERYBODY)
        chosen = self._chosen(conversation, waits_for, rule) if is_next else None
        if chosen is not None:
            self._give(conversation, chosen)
        else:
            _write(conversation, [*loads.queue_up(conversation, waits_for), *conversation.beside()])
        return True

    def _team_after(self, agent_id: str | None) -> str | None:
        """The team that an agent's conversation waits for when it is handed over to their team: of several, the first
        by name."""
        if agent_id is None or not self.rules.hands_over_to_team:
            return None
        theirs = ((team["name"], one) for one, team in self._teams.items() if agent_id in team["member_ids"])
        return min(theirs, default=("", None))[1]

    def reconsider_all(self, *, of_deleted_teams: bool = False) -> None:
        """Reconsiders all places in the queue, or only those that wait for a deleted team."""
        for place in loads.everybody(self._tenant_id):
            if not of_deleted_teams or self._waits_for_nobody(place):
                with suppress(NotFound):
                    self._reconsider(place)

    def _waits_for_nobody(self, place: str) -> bool:
        waits_for, *_ = place_of(place)
        return waits_for != EVERYBODY and self._known_team(waits_for) is None

    def _reconsider(self, place: str) -> None:
        """Removes a conversation from the queue if it is not routed any more. If its team was deleted, it waits for
        everybody instead."""
        waits_for, _, conversation_id = place_of(place)
        team_id = self._known_team(waits_for)

        @optimistic
        def reconsider() -> None:
            conversation = conversations.load(self._tenant_id, conversation_id)
            if loads.place_in(conversation.values) != place:
                return
            if self.rules.rule_of(conversation.site_id, team_id) == "manual":
                _write(conversation, loads.leave(conversation))
            elif self._waits_for_nobody(place):
                _write(conversation, loads.queue_up(conversation, None))

        reconsider()

    # ── Who has room ─────────────────────────────────────────────────────────────────────────────────────────────

    def fill(self) -> None:
        """Assigns waiting conversations, in order, while agents have room."""
        if not loads.is_anybody_waiting(self._tenant_id):
            return
        for place in self._first_in_line():
            if not any(one.has_room for one in self.candidates):
                return
            self._serve(place)

    def _first_in_line(self) -> list[str]:
        """Somewhat more places than there is room for, longest wait first, that agents with room can be assigned."""
        free = [one for one in self.candidates if one.has_room]
        room = sum(one.capacity - one.load for one in free)
        ids = {one.id for one in free}
        # Teams have been read if there are any: members are of teams, and everybody takes what waits for everybody.
        theirs = [team_id for team_id, team in self._teams.items() if ids & {*team["member_ids"]}] if free else []
        found = [
            place
            for waits_for in ([EVERYBODY, *theirs] if free else [])
            for place in loads.first(self._tenant_id, waits_for, room + PASSED_OVER)
        ]
        return sorted(found, key=lambda place: place_of(place)[1:])

    def _serve(self, place: str) -> None:
        waits_for, _, conversation_id = place_of(place)

        @self._undisturbed
        def serve() -> None:
            try:
                conversation = conversations.load(self._tenant_id, conversation_id)
            except NotFound:
                return  # its place went with it
            if loads.place_in(conversation.values) != place or not _is_waiting(conversation):
                return
            team_id = None if waits_for == EVERYBODY else waits_for
            rule = self.rules.rule_of(conversation.site_id, team_id)
            chosen = self._chosen(conversation, team_id, rule) if rule != "manual" else None
            if chosen is not None:
                self._give(conversation, chosen)

        serve()

    def _chosen(self, conversation: Conversation, waits_for: str | None, rule: "Rule") -> Candidate | None:
        """The agent for a conversation: of those with room, the one with the fewest conversations, or with the longest
        time since the last assignment. An agent who let it wait for too long does not get it again automatically."""
        members = self._teams[waits_for]["member_ids"] if waits_for in self._teams else None
        if waits_for is not None and members is None:
            members = []  # the team was deleted; its queue is about to become everybody's
        passed_over = (conversation.routed or {}).get("passed_over", [])
        free = [
            one
            for one in self.candidates
            if one.has_room and one.id not in passed_over and (members is None or one.id in members)
        ]
        return min(free, key=_order(rule), default=None)

    def _give(self, conversation: Conversation, to: Candidate) -> None:
        conversation.assign_to(to.id)
        conversation.status = "ACTIVE"
        conversation.touch(timestamp())
        _write(conversation, [*loads.account(conversation, to.capacity), _takes_conversations(self._tenant_id, to)])
        to.load, to.taken_at = to.load + 1, timestamp()

    def _undisturbed(self, change: Callable[[], None]) -> Callable[[], None]:
        """Like `optimistic`; reads the candidates again after a lost race."""
        is_first = True

        @optimistic
        def again() -> None:
            nonlocal is_first
            if not is_first:
                self._read = None
            is_first = False
            change()

        return again

    # ── What is handed over ──────────────────────────────────────────────────────────────────────────────────────

    def hand_over(self, conversation_id: str, agent_id: str, *, passed_over: bool = False) -> None:
        """Takes an open conversation from its agent, so that another gets it."""

        @optimistic
        def hand_over() -> None:
            conversation = conversations.load(self._tenant_id, conversation_id)
            if conversation.agent_id != agent_id or not _is_live(conversation.values):
                return
            conversation.release()
            conversation.status = "WAITING"
            conversation.touch(timestamp())
            conversation.routed = conversation.routed or {}
            if passed_over:
                had = conversation.routed.get("passed_over", [])
                conversation.routed = {**conversation.routed, "passed_over": [*had, agent_id]}
            waits_for = self._team_after(agent_id) or self._team_of(conversation.site_id)
            is_given = self.rules.rule_of(conversation.site_id, waits_for) != "manual"
            queued = loads.queue_up(conversation, waits_for) if is_given else []
            _write(conversation, [*queued, *conversation.beside()])

        hand_over()

    def time_reply(self, before: "ConversationValues | None", after: "ConversationValues") -> None:
        """Sets a timer for the agent's reply to a conversation that begins to wait for one."""
        minutes, agent_id, since = self.rules.reply_minutes, after.get("agent_id"), _waits_since(after)
        if minutes is None or agent_id is None or since is None:
            return
        if before is None or (before.get("agent_id"), _waits_since(before)) != (agent_id, since):
            due = ReplyDue(**_about(self._tenant_id), conversation_id=after["id"], agent_id=agent_id, since=since)
            bus.send([due])

    def time_waking(self, before: "ConversationValues | None", after: "ConversationValues") -> None:
        """Sets a timer when a conversation wakes whose agent is away: while it was snoozed, their absence had no effect
        on it."""
        agent_id = after.get("agent_id")
        has_woken = before is not None and before.get("snoozed_until") and _is_live(after)
        if self.rules.away_minutes is None or agent_id is None or not has_woken:
            return
        agent = user.find(self._tenant_id, agent_id)
        if agent is not None and availability.availability_of(agent.values) == "AWAY":
            self._time_absence(agent.values)

    def time_absence(self, before: "UserValues | None", after: "UserValues") -> None:
        """Sets a timer for the return of an agent who goes away."""
        minutes = self.rules.away_minutes
        goes = availability.came_or_went(before, after) is False
        goes |= after.get("availability") == "AWAY" != (before.get("availability") if before else None)
        if before is not None and after.get("schedule"):
            goes |= availability.may_differ(before, after) and availability.availability_of(after) == "AWAY"
        if minutes is not None and goes:
            self._time_absence(after)

    def _time_absence(self, agent: "UserValues") -> None:
        since = availability.away_since(agent)
        bus.send([AgentAwayDue(**_about(self._tenant_id), agent_id=agent["id"], since=since)])


def _candidate(values: "UserValues", load: loads.Load | None, rules: Rules) -> Candidate:
    taken_at = load["taken_at"] if load else ""
    ended = (values.get("availability_since") if values.get("schedule") else None) or ""
    capacity = values.get("capacity") or rules.capacity
    return Candidate(values["id"], capacity, load["open_now"] if load else 0, taken_at, ended)


def _order(rule: "Rule") -> Callable[[Candidate], tuple[int, str, str]]:
    by_load = rule == "least-busy"
    return lambda one: (one.load if by_load else 0, one.taken_at, one.id)


def _is_live(values: "ConversationValues") -> bool:
    return loads.is_live(values["status"], values.get("spam_since"), values.get("snoozed_until"))


def _is_waiting(conversation: Conversation) -> bool:
    return loads.waits(conversation.status, conversation.agent_id) and _is_live(conversation.values)


def _takes_conversations(tenant_id: str, candidate: Candidate) -> Action:
    """The condition that somebody is an active agent who takes conversations, as of the commit."""
    pk, sk = user.key(tenant_id, candidate.id)
    values = {":active": "ACTIVE", ":agent": "AGENT", ":available": "AVAILABLE", ":ended": candidate.ended}
    return {
        "ConditionCheck": {
            "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
            "ConditionExpression": TAKES_CONVERSATIONS,
            "ExpressionAttributeNames": {"#status": "status", "#role": "role"},
            "ExpressionAttributeValues": {name: {"S": value} for name, value in values.items()},
        }
    }


def _write(conversation: Conversation, also: Sequence[Action]) -> None:
    """Writes a conversation, in the version that was read, together with its effect on load and queue."""
    writes.transact([{"Put": conversation.get_save_kwargs_from_instance()}, *also])


def _about(tenant_id: str) -> dict[str, str]:
    return {"event_id": new_id("evt"), "tenant_id": tenant_id, "occurred_at": timestamp()}
