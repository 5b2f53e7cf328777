"""What is due of conversations at some time, in one partition in order of time, which is looked at every minute. So
there is no schedule for each conversation, and who has nothing due pays nothing.

An entry says when to look at a conversation, no more: what is due then follows from the conversation. There may be
entries that are too early, which put themselves off; what matters is that there is always one at or before the next
time. They may therefore come twice, late, or after the conversation is gone.
"""

import time

from aws_lambda_powertools import Logger

from connextlive.chat import promises
from connextlive.core.ids import timestamp
from connextlive.table import items, writes
from connextlive.table.timers import PK, put

PAGE = 100
logger = Logger(service="timers")


def run(until: float) -> None:
    """Does what is due by now, until that time of the monotonic clock. Fails at the end if any of it has: so the
    function's errors have an alarm."""
    after, now, failed = " ", timestamp(), 0
    while time.monotonic() < until:
        found = items.query(PK, after=after, before=f"{now}~", limit=PAGE, fields=("sk",))
        for raw in found:
            after = raw["sk"]["S"]
            failed += not _do(after)
        if len(found) < PAGE:
            break
    if failed:
        raise RuntimeError(f"{failed} timers failed")


def _do(entry: str) -> bool:
    """Whether it was done."""
    _, tenant_id, conversation_id = entry.split("#")
    try:
        due = promises.keep(tenant_id, conversation_id)
    except Exception:
        # One conversation must not keep the others from it; its entry stays.
        logger.exception("Timer failed", extra={"tenant_id": tenant_id, "conversation_id": conversation_id})
        return False
    if due is not None:
        put(tenant_id, conversation_id, due)
    if due is None or not entry.startswith(due):
        writes.delete_all([(PK, entry)])
    return True
