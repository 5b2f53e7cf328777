"""Deletes the data of a deleted conversation or visitor in steps. Each runs for a moment, and the consumer's queue
delivers the event again until nothing is left. Idempotent, so a step may be interrupted at any point and repeated."""

import time
from collections.abc import Callable, Sequence
from functools import partial

from aws_lambda_powertools import Logger

from connextlive import counters
from connextlive.aws import s3
from connextlive.core.together import together
from connextlive.identity import retention
from connextlive.reports import rollup
from connextlive.table import codec, items, token_bucket, writes
from connextlive.table.codec import Values

STEP = 2.0  # seconds; a function has thirty for a batch of ten
BATCH = 500  # items
AT_ONCE = 4  # calls; 100 items each take 25 ms, and a partition takes 1,000 a second
KEPT = (counters.SK, rollup.FORMER)  # kept for a week, so that a late record is not counted
logger = Logger(service="removal")


def of_conversation(tenant_id: str, conversation_id: str) -> bool:
    """One step; returns whether nothing is left."""
    is_done = _step(tenant_id, conversation_id, KEPT, _forget_mentions)
    if is_done:
        _forget(tenant_id)
    return is_done


def of_visitor(tenant_id: str, visitor_id: str) -> bool:
    """Like `of_conversation`, for uploads that no message claimed, exports, and records of the visitor's requests."""
    is_done = _step(tenant_id, visitor_id, (counters.SK,))
    if is_done:
        for pk in (f"{tenant_id}#once#{visitor_id}", f"{tenant_id}#connections#{visitor_id}"):
            found = items.query(pk, limit=items.ALL, fields=("sk",))
            writes.delete_all((pk, raw["sk"]["S"]) for raw in found)
        token_bucket.forget(tenant_id, "caller", visitor_id)
        _forget(tenant_id)
    return is_done


def _forget_mentions(tenant_id: str, conversation_id: str, messages: Sequence[Values]) -> None:
    mentioned = {agent_id for values in messages for agent_id in values.get("mentions") or ()}
    if mentioned:
        from connextlive.chat import mention  # few conversations have any

        mention.forget(tenant_id, conversation_id, mentioned)


def _forget(tenant_id: str) -> None:
    """Schedules the search index to be rebuilt without the words within the hour; searches no longer find them."""
    writes.put(retention.forget_later(tenant_id))


def _step(
    tenant_id: str,
    owner_id: str,
    kept: Sequence[str],
    also: Callable[[str, str, Sequence[Values]], None] | None = None,
) -> bool:
    """Deletes for a moment; `also` deletes data elsewhere that belongs to the items found."""
    until, pk = time.monotonic() + STEP, f"{tenant_id}#{owner_id}"
    deleted = files = 0
    is_done = False
    while not is_done and (deleted == 0 or time.monotonic() < until):
        found = items.query(pk, limit=BATCH, fields=("sk", "attachments", "mentions"))
        left = [codec.plain(raw) for raw in found if raw["sk"]["S"] not in kept]
        # Files and mentions first: as long as the messages that name them exist, a failure can be retried.
        s3.delete([file["key"] for values in left for file in values.get("attachments", [])])
        if also is not None:
            also(tenant_id, owner_id, left)
        keys = [(pk, values["sk"]) for values in left]
        parts = (keys[part::AT_ONCE] for part in range(min(AT_ONCE, len(keys))))
        together(*(partial(writes.delete_all, part) for part in parts))
        deleted += len(left)
        is_done = len(found) < BATCH
    if is_done:
        files, is_done = s3.delete_under(f"{tenant_id}/{owner_id}/", until)
    if deleted + files > BATCH or not is_done:
        facts = {"tenant_id": tenant_id, "owner_id": owner_id, "items": deleted, "files": files, "is_done": is_done}
        logger.info("Deleted step by step", extra=facts)
    return is_done
