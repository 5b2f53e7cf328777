"""Pending attachments: presigned uploads that no message or canned reply has claimed yet.

A message contains its files. The item here exists from the presigning until a message claims the upload, and expires
otherwise. An upload is tagged as pending, and the bucket's lifecycle deletes it. A message gets a copy of the validated
content under a key that no form can write to, because an upload form stays usable after the file was sent. A canned
reply gets a copy, too; messages get copies of its files (`canned_reply.py`).
"""

import hashlib
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NotRequired, Protocol, TypedDict

from connextlive.aws import s3
from connextlive.core.errors import Invalid
from connextlive.core.ids import is_id, new_id, timestamp
from connextlive.core.sentence import Sentence
from connextlive.table import items, orm
from connextlive.table.orm import Item, NumberAttribute, UnicodeAttribute, Whole

if TYPE_CHECKING:
    from connextlive.generated.values import MessageValues

    class FileCard(TypedDict):
        """A file, as included in its message: its key in the bucket, or when it was removed; with a link once it is
        shown."""

        id: str
        file_name: str
        mime_type: str
        size: int
        key: str
        removed_at: NotRequired[str | None]
        url: NotRequired[str | None]
        url_expires_at: NotRequired[str | None]

    class Announced(Protocol):
        """A file that is about to be uploaded."""

        file_name: str
        mime_type: str
        size: int

    class UploadForm(s3.UploadForm):
        """How to upload an announced file."""

        attachment_id: str


PREFIX = "attachment#"
LIVES = 24 * 3600  # seconds


class Attachment(Item, discriminator="attachment"):
    """An upload by an agent into a conversation, or by a visitor. `key` is the file's key in the bucket."""

    id = UnicodeAttribute()
    file_name = UnicodeAttribute()
    mime_type = UnicodeAttribute()
    size = Whole()
    key = UnicodeAttribute()
    created_at = UnicodeAttribute()
    expires_at = NumberAttribute()

    def card(self) -> "FileCard":
        """The file, as included in a message."""
        return {
            "id": self.id,
            "file_name": self.file_name,
            "mime_type": self.mime_type,
            "size": self.size,
            "key": self.key,
        }


def key_of(tenant_id: str, owner_id: str, attachment_id: str) -> str:
    """A file's key in the bucket: the tenant, then the conversation or visitor it belongs to."""
    return f"{tenant_id}/{owner_id}/{attachment_id}"


def announce(tenant_id: str, owner_id: str, files: Sequence["Announced"]) -> list[Attachment]:
    """Registers expected uploads."""
    made = []
    for file in files:
        attachment_id = new_id("att")
        made.append(
            Attachment(
                f"{tenant_id}#{owner_id}",
                PREFIX + attachment_id,
                id=attachment_id,
                file_name=file.file_name,
                mime_type=file.mime_type,
                size=file.size,
                key=key_of(tenant_id, owner_id, attachment_id),
                created_at=timestamp(),
                expires_at=int(time.time()) + LIVES,
            )
        )
    with orm.transaction() as write:
        for attachment in made:
            write.save(attachment, condition=Attachment.pk.does_not_exist())
    return made


def upload_forms(tenant_id: str, owner_id: str, files: Sequence["Announced"]) -> "list[UploadForm]":
    """Announces files and returns the forms to upload them with, in the same order."""
    return [
        {"attachment_id": one.id, **s3.upload_form(one.key, one.mime_type, one.size)}
        for one in announce(tenant_id, owner_id, files)
    ]


def linked(message: "MessageValues") -> "MessageValues":
    """A message's values, with links to its files that are valid for an hour."""
    return {**message, "attachments": links(message["attachments"])}


def links(files: "Iterable[FileCard]") -> "list[FileCard]":
    """Files, with links to them that are valid for an hour."""
    return [_linked(file) for file in files]


def _linked(file: "FileCard") -> "FileCard":
    if file.get("removed_at"):
        return {**file, "url": None, "url_expires_at": None}
    url, expires_at = s3.download_url(file["key"], file["file_name"], file["mime_type"])
    return {**file, "url": url, "url_expires_at": expires_at}


def unknown() -> Invalid:
    """The error for an ID without an upload."""
    return Invalid(attachmentIds=Sentence("Unknown attachment, or its upload has not finished"))


def check_unclaimed(uploads: Sequence[Attachment]) -> None:
    """Refuses uploads that another message has claimed since they were checked."""
    if uploads and None in items.find_all([(upload.pk, upload.sk) for upload in uploads]):
        raise unknown()


def ready(tenant_id: str, owner_id: str, ids: Iterable[str]) -> list[Attachment]:
    """The uploads with these IDs, validated and copied; a missing or forbidden one makes the field invalid."""
    ids = list(dict.fromkeys(ids))
    if not ids:
        return []
    from connextlive.chat import files

    if not all(is_id(attachment_id, "att") for attachment_id in ids):
        raise unknown()
    found = items.find_all([(f"{tenant_id}#{owner_id}", PREFIX + attachment_id) for attachment_id in ids])
    uploads = [item for item in found if isinstance(item, Attachment) and item.expires_at > time.time()]
    if len(uploads) != len(ids):
        raise unknown()
    contents = []
    for upload in uploads:
        content = s3.read(upload.key)
        if content is None:
            raise unknown()
        upload.mime_type = files.type_of(content, upload.file_name, "attachmentIds")
        upload.size = len(content)
        contents.append(content)
    for upload, content in zip(uploads, contents, strict=True):
        # Named after its content, so that a concurrent claim of the upload, with another content, overwrites nothing.
        upload.key = f"{upload.key}-{hashlib.sha256(content).hexdigest()[:32]}"
        s3.write(upload.key, content, upload.mime_type)
    return uploads
