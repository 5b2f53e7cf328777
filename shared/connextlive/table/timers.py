"""When to look at a conversation again (`chat/timers.py`)."""

from connextlive.table import writes

PK = "due"


def put(tenant_id: str, conversation_id: str, at: str) -> None:
    """Has the conversation looked at then; the same time again is the same item."""
    writes.put({"pk": PK, "sk": f"{at}#{tenant_id}#{conversation_id}", "tenant": tenant_id})


def set_earlier(tenant_id: str, conversation_id: str, before: str | None, now: str | None) -> None:
    """The same, if a change makes something due earlier than before it. What becomes due later is put off when the
    earlier time comes: a conversation with many messages has one entry."""
    if now is not None and (before is None or now < before):
        put(tenant_id, conversation_id, now)
