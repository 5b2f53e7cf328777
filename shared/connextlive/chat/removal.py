"""Deletes what a deleted conversation or visitor owned. Idempotent."""

from connextlive import counters
from connextlive.aws import s3
from connextlive.reports import rollup
from connextlive.table import codec, items, writes

BATCH = 500
KEPT = (counters.SK, rollup.SK)  # kept for a week, so that a late record is not counted


def of_conversation(tenant_id: str, conversation_id: str) -> None:
    """Deletes files first: as long as the messages that name them exist, a failure can be retried."""
    pk = f"{tenant_id}#{conversation_id}"
    while True:
        found = [
            raw
            for raw in items.query(pk, limit=BATCH, fields=("pk", "sk", "attachments"))
            if raw["sk"]["S"] not in KEPT
        ]
        if not found:
            break
        s3.delete([file["key"] for raw in found for file in codec.plain(raw).get("attachments", [])])
        writes.delete_all((raw["pk"]["S"], raw["sk"]["S"]) for raw in found)
    s3.delete_under(f"{tenant_id}/{conversation_id}/")


def of_visitor(tenant_id: str, visitor_id: str) -> None:
    """Deletes uploads that no message claimed."""
    pk = f"{tenant_id}#{visitor_id}"
    left = items.query(pk, limit=BATCH, fields=("pk", "sk"))
    writes.delete_all((pk, raw["sk"]["S"]) for raw in left if raw["sk"]["S"] != counters.SK)
    s3.delete_under(f"{tenant_id}/{visitor_id}/")
