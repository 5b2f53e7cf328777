"""What goes after a conversation or a visitor is gone: everything they owned. Running twice removes nothing more."""

from connextlive import storage
from connextlive.models import base, counters, rollup

BATCH = 500
KEPT = (counters.SK, rollup.SK)  # stay for a week, so that a late record is not counted


def of_conversation(tenant_id: str, conversation_id: str) -> None:
    """Removes files first: as long as the messages that name them are there, a failure can be made good."""
    pk = f"{tenant_id}#{conversation_id}"
    while True:
        found = [
            raw for raw in base.query(pk, limit=BATCH, fields=("pk", "sk", "attachments")) if raw["sk"]["S"] not in KEPT
        ]
        if not found:
            break
        storage.delete([file["key"] for raw in found for file in base.plain(raw).get("attachments", [])])
        base.delete_all((raw["pk"]["S"], raw["sk"]["S"]) for raw in found)
    storage.delete_under(f"{tenant_id}/{conversation_id}/")


def of_visitor(tenant_id: str, visitor_id: str) -> None:
    """Removes uploads that no message claimed."""
    pk = f"{tenant_id}#{visitor_id}"
    left = base.query(pk, limit=BATCH, fields=("pk", "sk"))
    base.delete_all((pk, raw["sk"]["S"]) for raw in left if raw["sk"]["S"] != counters.SK)
    storage.delete_under(f"{tenant_id}/{visitor_id}/")
