"""What visitor and agents wrote to each other, for an analysis."""

from collections.abc import Iterable

from connextlive.analysis import Line
from connextlive.chat import conversation as conversations
from connextlive.chat import message
from connextlive.table import codec, items
from connextlive.table.codec import AttributeMap, Values

FIRST, LAST = 100, 300  # messages of a long conversation that are read
FIELDS = ("sk", "sender_type", "message_type", "content", "is_internal", "attachments", "deleted_at")


def spoken(tenant_id: str, conversation_id: str) -> list[Line]:
    """Messages oldest first, without internal notes: of a long conversation its beginning and its end."""
    pk = conversations.pk(tenant_id, conversation_id)
    said = items.query(pk, prefix=message.PREFIX, limit=FIRST, fields=FIELDS)
    if len(said) == FIRST:
        after = str(said[-1]["sk"]["S"])
        end = message.PREFIX + "~"
        said += items.query(pk, after=after, before=end, newest_first=True, limit=LAST, fields=FIELDS)[::-1]
    return _lines(said)


def latest(tenant_id: str, conversation_id: str, message_id: str, since: str, count: int) -> list[Line]:
    """The last of the messages up to one of them, without what was written before the conversation was opened again."""
    pk, end = conversations.pk(tenant_id, conversation_id), message.PREFIX + message_id
    fields = (*FIELDS, "created_at")
    said = items.query(pk, after=message.PREFIX, before=end, newest_first=True, limit=count, fields=fields)
    return _lines(raw for raw in said[::-1] if raw["created_at"]["S"] >= since)


def _lines(said: Iterable[AttributeMap]) -> list[Line]:
    return [
        Line("VISITOR" if values["sender_type"] == "VISITOR" else "AGENT", values["content"] or _files(values))
        for values in map(codec.plain, said)
        if _is_said(values) and not values["is_internal"] and not values.get("deleted_at")
    ]


def _is_said(values: Values) -> bool:
    """By somebody, or, as a proactive message, for the team; the system's notices are not."""
    is_notice: bool = values["sender_type"] == "SYSTEM" and values["message_type"] == "SYSTEM"
    return not is_notice


def _files(values: Values) -> str:
    return " ".join(f"[{card['file_name']}]" for card in values["attachments"])
