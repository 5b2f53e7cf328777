"""How long a workspace keeps what it has: its setting `retention`, in days, and that there is one."""

from typing import Any

from connextlive.core.ids import timestamp
from connextlive.table import writes
from connextlive.table.codec import Action, Values, typed

PK = "upkeep"
KEEP, FORGET, RESUME, DELETE = "retention", "search", "postponed", "deletion"
SPAM_DAYS = 30  # unless the workspace says otherwise


def of(settings: Values) -> dict[str, int]:
    """Days by what is kept for them."""
    found: Any = settings.get("retention") or {}
    return {name: days for name, days in found.items() if isinstance(days, int)}


def forget_later(tenant_id: str) -> dict[str, str]:
    """The item that has the search index forget what was deleted."""
    return {"pk": PK, "sk": f"{tenant_id}#{FORGET}", "requested_at": timestamp()}


def resume_later(tenant_id: str, at: str) -> None:
    """Has what was paused handed out again after that time."""
    writes.put({"pk": PK, "sk": f"{tenant_id}#{RESUME}", "resume_at": at})


def put_action(tenant_id: str) -> Action:
    """The part of a transaction that has the workspace looked at every hour."""
    return {"Put": {"Item": typed({"pk": PK, "sk": f"{tenant_id}#{KEEP}"})}}


def forget(tenant_id: str) -> None:
    """Has nothing done to a workspace any more that is gone."""
    writes.delete_all((PK, f"{tenant_id}#{what}") for what in (KEEP, FORGET, RESUME))
