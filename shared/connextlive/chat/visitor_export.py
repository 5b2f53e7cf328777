"""Exports of visitors: all stored data of one, in one archive, for a week.

The export is in the visitor's own partition and folder, so deleting the visitor deletes it, too.
"""

import time
from typing import TYPE_CHECKING, cast

from connextlive.audit import log
from connextlive.aws import s3
from connextlive.chat import visitor_presence
from connextlive.chat.visitor import Visitor, check_current
from connextlive.core.errors import NotFound
from connextlive.core.ids import ago, new_id, timestamp
from connextlive.table import items, writes
from connextlive.table.orm import Item, MaybeText, NumberAttribute, UnicodeAttribute, VersionAttribute, Whole
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import VisitorExportValues

SK = "export"
LIVES = 7 * 24 * 3600  # seconds
GIVEN_UP_AFTER = 3600  # seconds; beyond a queue's last attempt


class VisitorExport(Item, discriminator="visitor_export"):
    """The latest export of a visitor. `requested_by` is a user's ID."""

    id = UnicodeAttribute()
    visitor_id = UnicodeAttribute()
    status = UnicodeAttribute(default="PENDING")
    requested_by = UnicodeAttribute()
    size = Whole()
    created_at = UnicodeAttribute()
    finished_at = MaybeText()
    expires_at = NumberAttribute()
    version = VersionAttribute()

    @property
    def values(self) -> "VisitorExportValues":
        return cast("VisitorExportValues", self.attribute_values)

    @property
    def is_pending(self) -> bool:
        # Whatever should have marked it as failed may have failed itself.
        return self.status == "PENDING" and self.created_at > ago(GIVEN_UP_AFTER)

    @property
    def archive(self) -> str:
        """The archive's key in the bucket."""
        return f"{self.tenant_id}/{self.visitor_id}/{self.id}.zip"

    def link(self) -> tuple[str, str] | None:
        """A link to the archive that is valid for an hour, and its expiry; None while there is none."""
        if self.status != "READY":
            return None
        return s3.download_url(self.archive, f"visitor-{self.visitor_id}.zip", "application/zip")


@optimistic
def request(tenant_id: str, visitor_id: str, user_id: str) -> VisitorExport:
    """Requests an export. If one is being made, returns that; otherwise it replaces the previous one."""
    pk = visitor_presence.pk(tenant_id, visitor_id)
    visitor, found = items.find_all([(pk, visitor_presence.SK), (pk, SK)])
    if not isinstance(visitor, Visitor):
        raise NotFound("Visitor")
    check_current(visitor)
    if isinstance(found, VisitorExport) and found.is_pending:
        return found
    made = VisitorExport(
        pk,
        SK,
        id=new_id("exp"),
        visitor_id=visitor_id,
        requested_by=user_id,
        created_at=timestamp(),
        expires_at=int(time.time()) + LIVES,
        version=found.version if isinstance(found, VisitorExport) else None,
    )
    put = {"Put": made.get_save_kwargs_from_instance()}
    exists = writes.exists_action(pk, visitor_presence.SK)  # or a deletion that is under way would miss it
    writes.transact([put, exists, *log.of_transaction(tenant_id, visitor_id)])
    if isinstance(found, VisitorExport):
        with writes.dispensable():  # the bucket deletes it within the week
            s3.delete([found.archive])
    return made


def find(tenant_id: str, visitor_id: str) -> VisitorExport:
    """The visitor's latest export."""
    found = VisitorExport.find(visitor_presence.pk(tenant_id, visitor_id), SK)
    if not isinstance(found, VisitorExport) or found.expires_at < time.time():
        raise NotFound("Export")
    if found.status == "PENDING" and not found.is_pending:
        found.status = "FAILED"
    return found


@optimistic
def finish(tenant_id: str, visitor_id: str, export_id: str, status: str, size: int = 0) -> None:
    """Sets READY, or FAILED unless it is READY already. If the visitor was deleted meanwhile, the archive is
    deleted."""
    pk = visitor_presence.pk(tenant_id, visitor_id)
    found = VisitorExport.find(pk, SK)
    if not isinstance(found, VisitorExport) or found.id != export_id:
        s3.delete([f"{tenant_id}/{visitor_id}/{export_id}.zip"])
    elif found.status == "PENDING":
        found.status, found.size, found.finished_at = status, size, timestamp()
        found.save()
