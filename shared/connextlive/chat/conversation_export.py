"""Exports of a workspace's conversations, one row each, as CSV and as NDJSON. The latest export is kept for a week.

An export is made in steps, however many conversations there are. Each step reads some, and writes a part of both files
when there is enough for one. The export stores its position, so the next step continues there. `conversation_rows.py`
defines the rows.
"""

import time
from array import array
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, NotRequired, TypedDict, cast

from botocore.exceptions import ClientError

from connextlive.aws import s3
from connextlive.core.errors import NotFound
from connextlive.core.ids import ago, new_id, timestamp
from connextlive.table.orm import (
    Audited,
    Document,
    Item,
    MaybeText,
    NumberAttribute,
    UnicodeAttribute,
    VersionAttribute,
    Whole,
)
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationExportValues

    # Filters of an export: those of the list, and a time. `from` could not be said in a class.
    Wanted = TypedDict(
        "Wanted",
        {
            "statuses": list[str],
            "from": NotRequired[str],
            "to": NotRequired[str],
            "site_id": NotRequired[str],
            "labels": NotRequired[list[str]],
        },
    )


SK = "conversations"
LIVES = 7 * 24 * 3600  # seconds
GIVEN_UP_AFTER = 3600  # seconds without a step; far beyond a queue's last attempt
FILES = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}
BROKEN = {"InvalidPart", "InvalidPartOrder", "NoSuchUpload"}  # two wrote at once, or the upload was finished already


class ConversationExport(Item, discriminator="conversation_export"):
    """The latest export. `wanted` are its filters; `read_to` is its position in the list; `uploads` are S3's IDs of the
    unfinished files, and `parts` their finished parts."""

    id = UnicodeAttribute()
    status = UnicodeAttribute(default="PENDING")
    requested_by = UnicodeAttribute()
    wanted: "Document[Wanted]" = Document()
    read_to = MaybeText()
    rows = Whole()
    uploads: "Document[dict[str, str]]" = Document(default=dict)
    parts: "Document[dict[str, list[str]]]" = Document(default=dict)
    created_at = UnicodeAttribute()
    stepped_at = UnicodeAttribute()
    finished_at = MaybeText()
    expires_at = NumberAttribute()
    act = Audited()
    version = VersionAttribute()

    @property
    def values(self) -> "ConversationExportValues":
        return cast("ConversationExportValues", self.attribute_values)

    @property
    def is_pending(self) -> bool:
        # Whatever should have marked it as failed may have failed itself.
        return self.status == "PENDING" and self.stepped_at > ago(GIVEN_UP_AFTER)

    def links(self) -> Mapping[str, str]:
        """Links to the files that are valid for an hour, and their expiry; empty while there are no files."""
        found: dict[str, str] = {}
        if self.status == "READY":
            for kind, mime_type in FILES.items():
                name = f"conversations-{self.created_at[:10]}.{kind}"
                found[f"{kind}_url"], found["url_expires_at"] = s3.download_url(self.key(kind), name, mime_type)
        return found

    def key(self, name: str) -> str:
        """A file's key in the bucket."""
        return f"{self.folder}conversations.{name}"

    @property
    def folder(self) -> str:
        return f"{self.tenant_id}/exports/{self.id}/"

    @property
    def seen(self) -> "Seen":
        """The conversations that have a row."""
        return Seen.of(s3.read(self.key("seen")) if self.parts else None)

    def add(self, content: Mapping[str, bytes], seen: "Seen", read_to: str) -> None:
        """Writes a part of each file, and records the export's position."""
        for kind, part in content.items():
            if kind not in self.uploads:
                self.uploads = {**self.uploads, kind: s3.begin_for_a_week(self.key(kind), FILES[kind])}
            tags = self.parts.get(kind, [])
            if not part and tags:
                continue  # the last step may have nothing to add
            tag = s3.write_part(self.key(kind), self.uploads[kind], len(tags) + 1, part)
            self.parts = {**self.parts, kind: [*tags, tag]}
        s3.write_for_a_week(self.key("seen"), seen.packed, "application/octet-stream")
        self.rows, self.read_to, self.stepped_at = len(seen), read_to, timestamp()
        self.save()

    def complete(self) -> bool:
        """Completes the files, and sets the export READY. False if it has to begin anew, because another run of the
        same step had replaced a part or completed the files."""
        try:
            for kind, tags in self.parts.items():
                s3.finish_parts(self.key(kind), self.uploads[kind], tags)
        except ClientError as error:
            if error.response["Error"]["Code"] not in BROKEN:
                raise
            self.uploads, self.parts, self.read_to, self.rows, self.stepped_at = {}, {}, None, 0, timestamp()
            self.save()
            return False
        self.status, self.finished_at, self.uploads, self.parts = "READY", timestamp(), {}, {}
        self.save()
        return True


class Seen:
    """The conversations that have a row: eight bytes of each ID's hash. A conversation that changes during the export
    is listed a second time, and must not get a second row."""

    def __init__(self, hashes: Iterable[int] = ()) -> None:
        self._hashes = set(hashes)

    @staticmethod
    def of(packed: bytes | None) -> "Seen":
        return Seen(array("Q", packed or b""))

    def __len__(self) -> int:
        return len(self._hashes)

    def __contains__(self, conversation_id: str) -> bool:
        return self._hash(conversation_id) in self._hashes

    def add(self, conversation_id: str) -> None:
        self._hashes.add(self._hash(conversation_id))

    @property
    def packed(self) -> bytes:
        return array("Q", self._hashes).tobytes()

    @staticmethod
    def _hash(conversation_id: str) -> int:
        return int.from_bytes(sha256(conversation_id.encode()).digest()[:8])


def _key(tenant_id: str) -> tuple[str, str]:
    return f"{tenant_id}#exports", SK


@optimistic
def request(tenant_id: str, user_id: str, wanted: "Wanted") -> ConversationExport:
    """Requests an export. If one with the same filters is being made, returns that; otherwise it replaces the previous
    export."""
    found = ConversationExport.find(*_key(tenant_id))
    before = found if isinstance(found, ConversationExport) else None
    if before is not None and before.is_pending and before.wanted == wanted:
        return before
    at = timestamp()
    made = ConversationExport(
        *_key(tenant_id),
        id=new_id("cex"),
        requested_by=user_id,
        wanted=wanted,
        created_at=at,
        stepped_at=at,
        expires_at=int(time.time()) + LIVES,
        version=before.version if before else None,
    )
    made.save()
    if before is not None:
        s3.delete_under(before.folder)
    return made


def find(tenant_id: str) -> ConversationExport:
    """The latest export."""
    found = ConversationExport.find(*_key(tenant_id))
    if not isinstance(found, ConversationExport) or found.expires_at < time.time():
        raise NotFound("Export")
    if found.status == "PENDING" and not found.is_pending:
        found.status = "FAILED"
    return found


def current(tenant_id: str, export_id: str) -> ConversationExport | None:
    """The export of this run. None if there is none any more, or if another has replaced it; then the files of the run
    are deleted."""
    try:
        export = find(tenant_id)
    except NotFound:
        return None
    if export.id == export_id:
        return export
    s3.delete_under(f"{tenant_id}/exports/{export_id}/")
    return None


@optimistic
def fail(tenant_id: str, export_id: str) -> None:
    """Sets FAILED, unless the export is READY or replaced."""
    found = ConversationExport.find(*_key(tenant_id))
    if isinstance(found, ConversationExport) and found.id == export_id and found.status == "PENDING":
        found.status, found.finished_at = "FAILED", timestamp()
        found.save()


@optimistic
def forget(tenant_id: str, conversation_id: str) -> bool:
    """Deletes the export if it has a row of the deleted conversation. False while an export is being made, which may
    still get such a row."""
    found = ConversationExport.find(*_key(tenant_id))
    if not isinstance(found, ConversationExport):
        return True
    if found.is_pending:
        return False
    seen = s3.read(found.key("seen"))
    # Without it the files of a finished one have been deleted, by a run that died before it deleted the rest.
    if conversation_id in Seen.of(seen) or (seen is None and found.status == "READY"):
        s3.delete_under(found.folder)
        found.delete(condition=ConversationExport.id == found.id)
    return True
