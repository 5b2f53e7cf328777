"""Legal holds of a workspace, in a partition of their own: the entities store their hold themselves, but finding all
would mean reading all of them."""

from connextlive.table import codec, items
from connextlive.table.codec import Action


def action(tenant_id: str, id: str, on_hold: bool) -> Action:
    """The part of a transaction that records the begin or end of a hold."""
    key = codec.typed({"pk": _pk(tenant_id), "sk": id})
    return {"Put": {"Item": key}} if on_hold else {"Delete": {"Key": key}}


def are_there(tenant_id: str) -> bool:
    """Whether anything in the workspace is on hold."""
    return bool(items.query(_pk(tenant_id), limit=1))


def _pk(tenant_id: str) -> str:
    return f"{tenant_id}#holds"
