"""Sends each connection the frames that it may see, in the order of the changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from connextlive.chat import conversation, loads, visitor
from connextlive.chat.sight import colleagues, may_see, reading_once
from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound
from connextlive.core.ids import is_id, new_id, timestamp
from connextlive.core.queue_places import place_of
from connextlive.events.domain import Change, is_of, merged
from connextlive.identity import people, user, workspace
from connextlive.realtime import connection, notices, sockets
from connextlive.realtime.connection import Listener
from connextlive.realtime.schemas.frames import QueueMoved
from connextlive.realtime.schemas.incoming import ClientFrame, FrameType, TeamTyping, Typing

if TYPE_CHECKING:
    from connextlive.generated.values import BlockValues, ConversationValues, TeamsValues


NOBODYS = "nobody's"  # an agent whom there is not: who does not see all, does not see this
TOLD_THEIR_PLACE = 20  # visitors at the head of a queue that moves
VISITORS_TOLD = 100  # of an agent's presence: of the most recently active conversations


def changed(changes: list[Change]) -> None:
    """Sends committed changes to everybody who may see them."""
    people, visitors = cache(connection.of_people), cache(connection.of_person)
    sees = _Sees()
    known = _people_in(changes)
    conversations = notices.Conversations(changes, _conversation, known)
    frames: dict[Listener, list[str]] = defaultdict(list)
    for change in changes:
        tenant_id = change.tenant_id
        for notice in notices.of_change(change, conversations.find):
            to_people, to_visitor = notice.frames(change)
            if to_people:
                for listener in people(tenant_id):
                    if sees.is_told(listener, notice.sight):
                        frames[listener].append(to_people)
            if to_visitor:
                for visitor_id in _visitors(tenant_id, notice):
                    for listener in visitors(tenant_id, visitor_id):
                        frames[listener].append(to_visitor)
    for change, tenant_id, told in _places(changes):
        for visitor_id, moved in told:
            frame_id = notices.frame_id_of(change.record_id, "queue.moved", visitor_id)
            for listener in visitors(tenant_id, visitor_id):
                frames[listener].append(moved.in_frame(frame_id, "queue.moved", change.at))
    sockets.deliver(frames)


def _places(changes: Iterable[Change]) -> Iterator[tuple[Change, str, list[tuple[str, QueueMoved]]]]:
    """Where visitors are in line as of now, where somebody has joined or left it: of those at its head, and of whoever
    has joined."""
    moved: dict[tuple[str, str], Change] = {}
    joined: list[tuple[Change[ConversationValues], str]] = []
    for change in changes:
        if not is_of(change, "conversation"):
            continue
        had, has = map(loads.place_in, (change.before, change.after))
        if had == has:
            continue
        moved |= {(change.tenant_id, place_of(place)[0]): change for place in (had, has) if place}
        joined += [(change, has)] if has else []
    known: set[str] = set()
    for (tenant_id, waits_for), change in moved.items():
        line = loads.line(tenant_id, waits_for, TOLD_THEIR_PLACE)
        known |= {conversation_id for conversation_id, _ in line}
        told = [
            (visitor_id, QueueMoved(conversation_id=conversation_id, position=number))
            for number, (conversation_id, visitor_id) in enumerate(line, 1)
        ]
        yield change, tenant_id, told
    for change, place in joined:
        if change.now["id"] not in known:
            position = loads.position(change.tenant_id, place)
            told = [(change.now["visitor_id"], QueueMoved(conversation_id=change.now["id"], position=position))]
            yield change, change.tenant_id, told


def revoked(changes: Iterable[Change]) -> None:
    """Closes the connections of those who lose access by a change."""
    for change in filter(notices.revoked, changes):
        if is_of(change, "api_key"):
            sockets.close(connection.of_key(change.tenant_id, change.now["id"]))
        elif is_of(change, "identity"):
            theirs = connection.of_person(change.tenant_id, change.now["visitor_id"])
            sockets.close([one for one in theirs if one.token_version < change.now["token_version"]])
        elif is_of(change, "block"):
            sockets.close(_blocked(change.tenant_id, change.now))
        elif is_of(change, "teams"):
            sockets.close(_regrouped(change))
        elif is_of(change, "visitor"):
            before, _ = merged(change)
            sockets.close(connection.of_person(change.tenant_id, (change.after and before) or change.now["id"]))
        elif is_of(change, "user"):
            theirs = connection.of_person(change.tenant_id, change.now["id"])
            if not (notices.is_locked_out(change) or notices.sees_otherwise(change)):
                ended = notices.ended(change)
                theirs = [one for one in theirs if one.session_id in ended]
            sockets.close(theirs)


def _regrouped(change: "Change[TeamsValues]") -> list[Listener]:
    """The connections of those who see other conversations by a change of teams. Their clients connect again, and fetch
    them."""
    before, after = (list(image["by_id"].values()) if image else [] for image in (change.before, change.after))
    return [
        one
        for one in connection.of_people(change.tenant_id)
        if one.access == "TEAM" and colleagues(before, one.person_id) != colleagues(after, one.person_id)
    ]


def _blocked(tenant_id: str, block: "BlockValues") -> list[Listener]:
    """The connections of the visitor whom a block is of, or of all who come from its addresses."""
    visitor_id, address = block.get("visitor_id"), block.get("address")
    if visitor_id:
        return connection.of_person(tenant_id, visitor_id)
    from connextlive.core import networks  # addresses are seldom blocked
    from connextlive.identity import api_key

    blocked = networks.read(address or "")
    keys = [values["id"] for values in api_key.page(tenant_id, None, None)[0]]
    found = [one for key_id in keys for one in connection.of_key(tenant_id, key_id) if one.address]
    return [one for one in found if networks.is_within(networks.read(one.address or ""), blocked)]


class _Sees:
    """Who sees which conversation: of most, nothing needs to be looked up; of the others, once in a batch."""

    def __init__(self) -> None:
        self._read_teams = reading_once()
        self._agents: dict[tuple[str, str], list[str | None]] = {}

    def is_told(self, listener: Listener, sight: notices.Sight | None) -> bool:
        """Whether somebody of the team is told of what is seen so."""
        if sight is None or listener.access is None:
            return sight is None or not sight.left
        of = sight.conversation_id or sight.visitor_id
        agents = self._agents_of(listener.tenant_id, of) if of else [sight.agent_id]
        now = any(self._may_see(listener, agent_id) for agent_id in agents)
        return (self._may_see(listener, sight.former_agent_id) and not now) if sight.left else now

    def _may_see(self, listener: Listener, agent_id: str | None) -> bool:
        return may_see(listener.viewer, agent_id, self._read_teams)

    def _agents_of(self, tenant_id: str, of: str) -> list[str | None]:
        """The agent of a conversation, or those of all of a visitor's; of a deleted visitor, whose are not known any
        more, NOBODYS."""
        key = tenant_id, of
        if key not in self._agents:
            self._agents[key] = _agents_of(tenant_id, of)
        return self._agents[key]


def _agents_of(tenant_id: str, of: str) -> list[str | None]:
    ids = [of]
    if is_id(of, "vis"):
        try:
            ids = visitor.conversation_ids(visitor.read(tenant_id, of))
        except NotFound:
            return [NOBODYS]
    return [*conversation.agents_of(tenant_id, ids).values()] or [None]


def typing(caller: Caller, typed: ClientFrame) -> None:
    """Sends typing indicators to the others in a conversation: of a note, and with what a visitor has typed, to the
    team only. Nothing is stored."""
    conversation_id, content = typed.conversation_id, None
    if caller.role == "VISITOR":
        visitor_id = caller.id
        person = visitor.read(caller.tenant_id, visitor_id)
        own, name = visitor.conversation_ids(person), person.get("user_name")
        if conversation_id not in (None, *own):
            raise NotFound("Conversation")
        conversation_id = conversation_id or next(iter(own), None)
        if typed.content and typed.is_typing and workspace.load(caller.tenant_id).previews_typing:
            content = typed.content
    else:
        visitor_id = conversation.read(caller.tenant_id, conversation_id or "", caller)["visitor_id"]
        # Not the name from when they connected, which may be hours old.
        card = user.cards(caller.tenant_id, [caller.id]).get(caller.id)
        name = card["name"] if card else None
    if conversation_id is None:
        return  # without a first message, there is no conversation to show it in
    said = Typing(
        conversation_id=conversation_id,
        sender_type="VISITOR" if caller.role == "VISITOR" else "AGENT",
        sender_id=caller.id,
        sender_name=name,
    )
    type: FrameType = "typing.started" if typed.is_typing else "typing.stopped"
    is_note = typed.is_internal and caller.role != "VISITOR"
    said_as = new_id("evt"), type, timestamp()
    to_team = TeamTyping(**said.model_dump(), is_internal=is_note, content=content).in_frame(*said_as)
    sees = _Sees()
    of_it = notices.Sight(conversation_id=conversation_id)
    team = [one for one in connection.of_people(caller.tenant_id) if sees.is_told(one, of_it)]
    frames = dict.fromkeys(team, to_team)
    if not is_note:
        frames |= dict.fromkeys(connection.of_person(caller.tenant_id, visitor_id), said.in_frame(*said_as))
    sockets.deliver({listener: [frame] for listener, frame in frames.items() if listener.person_id != caller.id})


def _visitors(tenant_id: str, notice: notices.Notice) -> list[str]:
    if notice.of_agent is None:
        return [notice.visitor_id] if notice.visitor_id else []
    lists = [*notice.of_statuses, conversation.SNOOZED]  # what is put off is open
    found, _ = conversation.page(tenant_id, lists, notice.of_agent, VISITORS_TOLD)
    return [values["visitor_id"] for values in found]


def _people_in(changes: list[Change]) -> people.Known:
    """The people in the changes, with current names and presence, in one call per tenant."""
    known = people.Known()
    agents: dict[str, list[str]] = defaultdict(list)
    visitors: dict[str, set[str]] = defaultdict(set)
    tags: dict[str, list[str]] = defaultdict(list)
    conversations: list[ConversationValues] = []
    for change in changes:
        if is_of(change, "conversation"):
            conversations += filter(None, (change.before, change.after))
            visitors[change.tenant_id].add(change.now["visitor_id"])
            tags[change.tenant_id] += change.now["tags"]
        if is_of(change, "conversation") or is_of(change, "message"):
            agents[change.tenant_id] += people.agents_in(filter(None, (change.before, change.after)))
    for tenant_id, agent_ids in agents.items():
        known.look_up(tenant_id, agent_ids, visitors[tenant_id], tags[tenant_id])
    for values in conversations:
        known.name(values)
    return known


def _conversation(tenant_id: str, conversation_id: str) -> "ConversationValues | None":
    try:
        return conversation.read(tenant_id, conversation_id)
    except NotFound:
        return None
