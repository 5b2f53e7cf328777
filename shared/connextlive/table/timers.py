"""When to look at a conversation again, or at a visitor, an agent or a whole workspace (`chat/timers.py`)."""

from collections.abc import Iterable

from connextlive.table import writes
from connextlive.table.calls import get_item
from connextlive.table.codec import Action, Values, typed

PK = "due"


def put(tenant_id: str, id: str, at: str) -> None:
    """Has the conversation, the agent or the workspace looked at then; the same time again is the same item."""
    writes.put(_entry(tenant_id, id, at))


def put_all(tenant_id: str, ids: Iterable[str], at: str) -> None:
    """The same for many, 25 per call."""
    writes.write_all([{"PutRequest": {"Item": typed(_entry(tenant_id, id, at))}} for id in ids])


def cursor_of(entry: str) -> str | None:
    """How far one has got that takes longer than a look."""
    found = get_item(PK, entry) or {}
    return found["cursor"]["S"] if "cursor" in found else None


def go_on(tenant_id: str, id: str, at: str, cursor: str) -> None:
    """Notes how far it has got."""
    writes.put({**_entry(tenant_id, id, at), "cursor": cursor})


def put_action(tenant_id: str, visitor_id: str, at: str) -> Action:
    """The part of a transaction that has a visitor looked at then."""
    return {"Put": {"Item": typed(_entry(tenant_id, visitor_id, at))}}


def _entry(tenant_id: str, id: str, at: str) -> Values:
    return {"pk": PK, "sk": f"{at}#{tenant_id}#{id}", "tenant": tenant_id}


def set_earlier(tenant_id: str, conversation_id: str, before: str | None, now: str | None) -> None:
    """The same, if a change makes something due earlier than before it. What becomes due later is put off when the
    earlier time comes: a conversation with many messages has one entry."""
    if now is not None and (before is None or now < before):
        put(tenant_id, conversation_id, now)
