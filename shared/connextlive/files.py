"""What may be sent as a file, judged by its bytes: a name and a declared type are only what somebody claims."""

from collections.abc import Sequence
from typing import Any

import filetype

from connextlive import storage
from connextlive.errors import Invalid
from connextlive.file_types import ALLOWED, OLE2_TYPES
from connextlive.http import UploadedFile
from connextlive.ids import new_id
from connextlive.models.attachment import key_of

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024
OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")  # the container of Word, Excel and PowerPoint before 2007


def type_of(content: bytes, name: str, field: str) -> str:
    """The type that the bytes are of, if it is allowed."""
    kind: Any = filetype.guess(content)
    found = kind.mime if kind else None
    if found is None and content.startswith(OLE2):
        found = OLE2_TYPES.get(name.rpartition(".")[2].lower())
    if found not in ALLOWED:
        raise Invalid(**{field: f"{name}: this type of file is not allowed"})
    return str(found)


def store(tenant_id: str, conversation_id: str, uploaded: Sequence[UploadedFile]) -> list[dict[str, Any]]:
    """Checks files that came with a request, all before the first is stored, and gives the cards a message keeps."""
    if len(uploaded) > MOST_FILES:
        raise Invalid(attachments=f"At most {MOST_FILES} files")
    if any(len(file.content) > MOST_BYTES for file in uploaded):
        raise Invalid(attachments="At most 10 MB a file")
    if any(not file.content for file in uploaded):
        raise Invalid(attachments="A file must not be empty")
    types = [type_of(file.content, file.name, "attachments") for file in uploaded]
    cards = []
    for file, mime_type in zip(uploaded, types, strict=True):
        attachment_id = new_id("att")
        key = key_of(tenant_id, conversation_id, attachment_id)
        storage.write(key, file.content, mime_type)
        card = {"id": attachment_id, "file_name": file.name, "mime_type": mime_type, "size": len(file.content)}
        cards.append(card | {"key": key})
    return cards
