"""What is due of conversations at some time, in one partition in order of time, which is looked at every minute. So
there is no schedule for each conversation, and who has nothing due pays nothing. Visitors are looked at whose merge
(`chat/visitor_merge.py`) was more than a request can do, agents when their shifts begin and end
(`identity/schedules.py`), and whole workspaces that promise more than before, because the stream's consumer has no time
for all of their conversations.

An entry says when to look at a conversation, no more: what is due then follows from the conversation. There may be
entries that are too early, which put themselves off; what matters is that there is always one at or before the next
time. They may therefore come twice, late, or after the conversation is gone.
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
    """Does what is due by now, until that time of the monotonic clock. Fails at the end if any of it has: so the
    function's errors have an alarm."""
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
    """Whether it did not fail."""
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
    """Whether all conversations of a workspace that promises more are looked at."""
    cursor = promises.begin(tenant_id, cursor_of(entry), min(until, time.monotonic() + STEP))
    if cursor is not None:
        go_on(tenant_id, tenant_id, at, cursor)
    return cursor is None
