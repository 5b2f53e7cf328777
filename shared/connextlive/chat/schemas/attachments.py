"""Schemas of attachment uploads."""

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo

from connextlive.core.file_types import declared_type, safe_name
from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import Answer, Body

if TYPE_CHECKING:
    from connextlive.chat.attachment import UploadForm


type AttachmentIds = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=5)]


def _allowed(mime_type: str, info: ValidationInfo) -> str:
    found = declared_type(mime_type, info.data.get("file_name", ""))
    if found is None:
        raise ValueError(Sentence("This type of file is not allowed"))
    return found


class FileAnnouncement(Body):
    """The file to upload: its name, its media type as the browser reports it (if empty, the name's extension decides),
    and its size in bytes."""

    file_name: Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(safe_name)]
    mime_type: Annotated[str, AfterValidator(_allowed)]
    size: Annotated[int, Field(ge=1, le=10 * 1024 * 1024)]


class AttachmentsBody(Body):
    """Up to five files."""

    files: Annotated[list[FileAnnouncement], Field(min_length=1, max_length=5)]


class Upload(Answer):
    """A presigned form to upload one file."""

    attachment_id: str
    url: str
    fields: dict[str, str]
    expires_at: str


class Uploads(Answer):
    """`{uploads}`, in the order of the files."""

    uploads: list[Upload]

    @classmethod
    def of(cls, forms: "list[UploadForm]") -> Self:
        return cls(uploads=[Upload.model_validate(form) for form in forms])
