"""Who is told what: every connection the frames of what it may see, in the order in which it happened."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from connextlive import realtime, sockets
from connextlive.errors import NotFound
from connextlive.events import Change
from connextlive.http import Caller
from connextlive.ids import new_id, timestamp
from connextlive.models import connection, conversation, visitor
from connextlive.models.base import Raw
from connextlive.models.connection import Listener
from connextlive.schemas.frames import Typing

VISITORS_TOLD = 100  # of an agent's coming or going: those of the conversations that moved last


def changed(changes: list[Change]) -> None:
    """Tells everybody who may see it of what was committed."""
    people, visitors = cache(connection.of_people), cache(connection.of_person)
    conversations = realtime.Conversations(changes, _conversation)
    letters: dict[Listener, list[str]] = defaultdict(list)
    for change in changes:
        tenant_id = change.pk.partition("#")[0]
        for notice in realtime.of_change(change, conversations.find):
            to_people, to_visitor = notice.frames(change)
            if to_people:
                for listener in people(tenant_id):
                    letters[listener].append(to_people)
            if to_visitor:
                for visitor_id in _visitors(tenant_id, notice):
                    for listener in visitors(tenant_id, visitor_id):
                        letters[listener].append(to_visitor)
    sockets.deliver(letters)


def revoked(changes: Iterable[Change]) -> None:
    """Ends the connections of those whom a change locks out."""
    for change in filter(realtime.revoked, changes):
        tenant_id, locked_out = change.pk.partition("#")[0], (change.before or {})["id"]
        of = connection.of_key if change.kind == "api_key" else connection.of_person
        sockets.close(of(tenant_id, locked_out))


def typing(caller: Caller, conversation_id: str | None, is_typing: bool) -> None:
    """Tells the others in a conversation that somebody types, or no longer does. Nothing of it is kept."""
    if caller.role == "VISITOR":
        visitor_id = caller.id
        own = visitor.read(caller.tenant_id, visitor_id).get("conversation_id")
        if conversation_id not in (None, own):
            raise NotFound("Conversation")
        conversation_id = own
    else:
        visitor_id = conversation.read(caller.tenant_id, conversation_id or "")["visitor_id"]
    if conversation_id is None:
        return  # they have not written yet, so there is nothing to show it in
    said = Typing(
        conversation_id=conversation_id,
        sender_type="VISITOR" if caller.role == "VISITOR" else "AGENT",
        sender_id=caller.id,
        sender_name=caller.name or None,
    )
    frame = said.in_frame(new_id("evt"), "typing.started" if is_typing else "typing.stopped", timestamp())
    listeners = connection.of_people(caller.tenant_id) + connection.of_person(caller.tenant_id, visitor_id)
    sockets.deliver({listener: [frame] for listener in listeners if listener.person_id != caller.id})


def _visitors(tenant_id: str, notice: realtime.Notice) -> list[str]:
    if notice.of_agent is None:
        return [notice.visitor_id] if notice.visitor_id else []
    held, _ = conversation.page(tenant_id, ("ACTIVE", "WAITING"), notice.of_agent, VISITORS_TOLD)
    return [values["visitor_id"] for values in held]


def _conversation(tenant_id: str, conversation_id: str) -> Raw | None:
    try:
        return conversation.read(tenant_id, conversation_id)
    except NotFound:
        return None
