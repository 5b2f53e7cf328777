"""What of a workspace is on legal hold, in a partition of its own: its entities say so themselves, but are not to be
looked through for it."""

from connextlive.table import codec, items
from connextlive.table.codec import Action


def action(tenant_id: str, id: str, on_hold: bool) -> Action:
    """The part of a transaction that notes a hold, or that it has ended."""
    key = codec.typed({"pk": _pk(tenant_id), "sk": id})
    return {"Put": {"Item": key}} if on_hold else {"Delete": {"Key": key}}


def are_there(tenant_id: str) -> bool:
    """Whether anything is on hold."""
    return bool(items.query(_pk(tenant_id), limit=1))


def _pk(tenant_id: str) -> str:
    return f"{tenant_id}#holds"
