"""Retention of a workspace: its setting `retention`, in days, and the schedule of its hourly upkeep."""

from typing import Any

from connextlive.core.ids import timestamp
from connextlive.table import writes
from connextlive.table.codec import Action, Values, typed

PK = "upkeep"
KEEP, FORGET, RESUME, DELETE = "retention", "search", "postponed", "deletion"
SPAM_DAYS = 30  # unless the workspace says otherwise


def of(settings: Values) -> dict[str, int]:
    """Days by kind of data."""
    found: Any = settings.get("retention") or {}
    return {name: days for name, days in found.items() if isinstance(days, int)}


def forget_later(tenant_id: str) -> dict[str, str]:
    """The item that schedules the search index to be rebuilt without deleted texts."""
    return {"pk": PK, "sk": f"{tenant_id}#{FORGET}", "requested_at": timestamp()}


def resume_later(tenant_id: str, at: str) -> None:
    """Schedules paused events to be queued again after that time."""
    writes.put({"pk": PK, "sk": f"{tenant_id}#{RESUME}", "resume_at": at})


def put_action(tenant_id: str) -> Action:
    """The part of a transaction that schedules hourly upkeep of the workspace."""
    return {"Put": {"Item": typed({"pk": PK, "sk": f"{tenant_id}#{KEEP}"})}}


def forget(tenant_id: str) -> None:
    """Removes a deleted workspace from upkeep."""
    writes.delete_all((PK, f"{tenant_id}#{what}") for what in (KEEP, FORGET, RESUME))
