"""Timers: entries of all conversations with something due, in one partition in order of time, which is read every
minute. So no conversation needs a schedule, and one with nothing due costs nothing. There are also entries for visitors
whose merge (`chat/visitor_merge.py`) did not fit into the request, for agents when their shifts begin and end
(`identity/schedules.py`), and for workspaces that have begun to promise more, because the stream's consumer has no time
for all of their conversations.

An entry only says when to look at a conversation; what is due is computed from the conversation. An entry may be too
early, and is then moved. There must always be one at or before the next time. Entries may therefore come twice, late,
or after the conversation was deleted.
"""

import time

from aws_lambda_powertools import Logger

from connextlive.chat import promises, visitor_merge
from connextlive.core.ids import is_id, timestamp
from connextlive.identity import schedules
from connextlive.table import items, writes
from connextlive.table.timers import PK, cursor_of, go_on, put

PAGE = 100
STEP = 5  # seconds a minute for all conversations of a workspace, so that nobody else's wait for them
logger = Logger(service="timers")


def run(until: float) -> None:
    """Does what is due by now, until `until`, a time of the monotonic clock. Raises at the end if any entry has failed,
    so that the alarm on the function's errors goes off."""
    after, now, failed = " ", timestamp(), 0
    while time.monotonic() < until:
        found = items.query(PK, after=after, before=f"{now}~", limit=PAGE, fields=("sk",))
        for raw in found:
            after = raw["sk"]["S"]
            failed += not _do(after, until)
        if len(found) < PAGE:
            break
    if failed:
        raise RuntimeError(f"{failed} timers failed")


def _do(entry: str, until: float) -> bool:
    """Handles an entry. Returns whether that succeeded."""
    at, tenant_id, of = entry.split("#")
    try:
        if is_id(of, "vis"):
            due = None if visitor_merge.follow(tenant_id, of, until) else at
        elif is_id(of, "usr"):
            due = schedules.keep(tenant_id, of, at)
        elif is_id(of, "ten"):
            due = None if _begin(tenant_id, entry, at, until) else at
        else:
            due = promises.keep(tenant_id, of)
    except Exception:
        # One must not keep the others from it; its entry stays.
        logger.exception("Timer failed", extra={"tenant_id": tenant_id, "of": of})
        return False
    if due is not None and due != at:
        put(tenant_id, of, due)
    if due != at:
        writes.delete_all([(PK, entry)])
    return True


def _begin(tenant_id: str, entry: str, at: str, until: float) -> bool:
    """Looks at the conversations of a workspace that promises more. Returns whether all are done."""
    cursor = promises.begin(tenant_id, cursor_of(entry), min(until, time.monotonic() + STEP))
    if cursor is not None:
        go_on(tenant_id, tenant_id, at, cursor)
    return cursor is None
