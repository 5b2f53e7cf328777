"""Hourly work for workspaces: search indexes are rebuilt without deleted texts, retention deletes old data, events that
a daily budget has paused are resumed on the next day, and workspaces are deleted at their owners' request. One
partition lists the workspaces with such work, so nobody scans the table.

All of it can be interrupted at any point; the next run does the rest.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from aws_lambda_powertools import Logger

from connextlive.chat import conversation, file_retention, reindexing, visitor
from connextlive.core import acts
from connextlive.core.errors import NotFound, Refused
from connextlive.core.ids import ago, timestamp
from connextlive.identity import erasure, retention, workspace_deletion
from connextlive.identity import workspace as workspaces
from connextlive.identity.erasure import Round
from connextlive.identity.retention import DELETE, FORGET, KEEP, PK, RESUME
from connextlive.lambdas import queue
from connextlive.table import codec, items, postponed, writes
from connextlive.table.codec import Values

DAY = 24 * 3600
PAGE = 100
SETTLED = 300  # seconds after a day's end: consumers that began before it may still put something off
PAUSE = 0.2  # seconds after each megabyte of the table that is looked through for what a workspace had
logger = Logger(service="upkeep")


def run(until: float) -> None:
    """Does the work until `until`, a time of the monotonic clock. Raises at the end if any part has failed, so that the
    alarm on the function's errors goes off."""
    work = {FORGET: _forget, KEEP: _apply_retention, RESUME: _resume, DELETE: _erase}
    wanted = [(item, *item["sk"].split("#")) for item in map(codec.plain, items.query(PK, limit=items.ALL))]
    # Whole workspaces first, in half of the time: one may take hours, and the others need not wait for it.
    halfway, failed = (time.monotonic() + until) / 2, 0
    for item, tenant_id, what in sorted(wanted, key=lambda one: one[2] != DELETE):
        try:
            work[what](tenant_id, item, halfway if what == DELETE else until)
        except Exception:
            # One workspace must not keep the others from it; its item stays.
            logger.exception("Upkeep failed", extra={"tenant_id": tenant_id, "what": what})
            failed += 1
        if time.monotonic() > until:
            break
    if failed:
        raise RuntimeError(f"{failed} workspaces' upkeep failed")


def _forget(tenant_id: str, item: Values, until: float) -> None:
    """Rebuilds the search index, which removes deleted texts; continues after an interruption."""
    if workspaces.find(tenant_id) is None:
        writes.delete_all([(PK, item["sk"])])
        return
    for _ in reindexing.rebuild(tenant_id):
        if time.monotonic() > until:
            return
    writes.delete_if(PK, item["sk"], requested_at=item["requested_at"])


def _resume(tenant_id: str, item: Values, until: float) -> None:
    """Queues the events again that were postponed to this day. After an interruption some are queued twice; consumers
    handle that."""
    if item["resume_at"] > ago(SETTLED):
        return
    urls: dict[str, str] = {}
    for waiting in postponed.all_of(tenant_id):
        name = waiting["queue"]
        urls[name] = urls.get(name) or queue.url_of(name)
        queue.send(tenant_id, urls[name], waiting["message"])
        postponed.remove(waiting)
        if time.monotonic() > until:
            return
    writes.delete_if(PK, item["sk"], resume_at=item["resume_at"])


def _apply_retention(tenant_id: str, item: Values, until: float) -> None:
    workspace = workspaces.find(tenant_id)
    if workspace is None:
        writes.delete_all([(PK, item["sk"])])
        return
    kept = retention.of(workspace.settings)
    deleted = {"conversations": 0, "visitors": 0}
    days = kept.get("spamDays", retention.SPAM_DAYS)
    for found in _older(conversation.shards(f"{tenant_id}#conversations#{conversation.SPAM}"), days, until):
        if found["spam_since"] < ago(days * DAY):  # or nobody has had the time to undo it
            delete = partial(conversation.delete, tenant_id, found["id"])
            deleted["conversations"] += _deleted("conversation.deleted", delete)
    if days := kept.get("closedConversationDays", 0):
        for found in _older(conversation.shards(f"{tenant_id}#conversations#CLOSED"), days, until):
            delete = partial(conversation.delete, tenant_id, found["id"])
            deleted["conversations"] += _deleted("conversation.deleted", delete)
    if days := kept.get("silentVisitorDays", 0):
        for found in _older([f"{tenant_id}#visitors"], days, until):
            if not found.get("conversation_id"):
                deleted["visitors"] += _deleted("visitor.deleted", partial(visitor.delete, tenant_id, found["id"]))
    if days := kept.get("fileDays", 0):
        deleted["files"] = file_retention.apply(tenant_id, item, days, until)
    if any(deleted.values()):
        logger.info("Deleted what was older than it is kept", extra={"tenant_id": tenant_id, **deleted})


def _erase(tenant_id: str, item: Values, until: float) -> None:
    """Deletes everything of a workspace whose waiting period is over, as far as the time allows."""
    is_due = item["due_at"] <= timestamp()
    if not is_due or not ("begun_at" in item or workspace_deletion.begin(tenant_id)):
        return
    deleted: Counter[str] = Counter()

    def count(what: str, number: int) -> None:
        deleted[what] += number

    begun = Round(item["positions"], item["found"]) if "positions" in item else None
    left = erasure.erase(tenant_id, count, until=until, pause=PAUSE, begun=begun)
    if left is None:
        writes.delete_all([(PK, item["sk"])])
    else:
        writes.set_fields(PK, item["sk"], {"positions": left.positions, "found": left.found})
    logger.info("Deleted a workspace", extra={"tenant_id": tenant_id, "is_done": left is None, **deleted})


def _older(partitions: list[str], days: int, until: float) -> Iterator[Values]:
    """Entities in lists without activity for so many days, oldest first."""
    before = ago(days * DAY)
    for partition in partitions:
        after = " "
        while time.monotonic() < until:
            found = items.query(partition, index="by_state", after=after, before=before, limit=PAGE)
            yield from map(codec.plain, found)
            if len(found) < PAGE:
                break
            after = found[-1]["listed"]["S"]


def _deleted(action: str, delete: Callable[[], object]) -> bool:
    """Deletes an entity, unless it is gone or on hold, with an entry in the audit log in the same transaction."""
    try:
        with acts.by_the_system(action):
            delete()
    except (NotFound, Refused):
        return False
    return True
