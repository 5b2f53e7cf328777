"""Which members of the team are looking at which conversation, sent to those who are looking at the same one. It is
stored with the connection, so it ends with it."""

from collections.abc import Iterable

from connextlive.chat import conversation
from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound
from connextlive.core.ids import new_id, timestamp
from connextlive.identity import user
from connextlive.realtime import connection, sockets
from connextlive.realtime.schemas.frames import ViewerCard, ViewersChanged


def look(caller: Caller, connection_id: str, conversation_id: str | None) -> None:
    """Somebody looks at a conversation that they may see, or at none any more. The same again changes nothing."""
    if caller.role == "VISITOR":
        raise NotFound("Conversation")
    if conversation_id is not None:
        conversation.read(caller.tenant_id, conversation_id, caller)
    before = connection.viewed(caller, connection_id)
    if before == conversation_id:
        return
    connection.view(caller, connection_id, conversation_id)
    tell(caller.tenant_id, [before, conversation_id])


def tell(tenant_id: str, conversation_ids: Iterable[str | None]) -> None:
    """Tells those who look at conversations who does."""
    people = [one for one in connection.of_people(tenant_id) if one.viewing and not one.has_expired]
    for conversation_id in {*conversation_ids} - {None}:
        there = [one for one in people if one.viewing == conversation_id]
        cards = user.cards(tenant_id, sorted({one.person_id for one in there})) if there else {}
        said = ViewersChanged(
            conversation_id=conversation_id or "",
            viewers=[ViewerCard(id=id, name=card["name"]) for id, card in cards.items()],
        )
        frame = said.in_frame(new_id("evt"), "viewers.changed", timestamp())
        sockets.deliver({one: [frame] for one in there})
