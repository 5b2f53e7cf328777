"""Schemas of avatar uploads."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field

from connextlive.lambdas.common import Answer, Body

if TYPE_CHECKING:
    from connextlive.identity.avatar import UploadForm


class AvatarBody(Body):
    """The picture to upload."""

    mime_type: Literal["image/jpeg", "image/png", "image/webp"]
    size: Annotated[int, Field(ge=1, le=2 * 1024 * 1024)] = 2 * 1024 * 1024
    file_name: Annotated[str, Field(max_length=255)] | None = None


class AvatarUpload(Answer):
    """A presigned form to upload the picture; the profile shows it once it is uploaded."""

    url: str
    fields: dict[str, str]
    expires_at: str


class AvatarAnswer(Answer):
    """`{upload}`"""

    upload: AvatarUpload

    @classmethod
    def of(cls, form: "UploadForm") -> Self:
        return cls(upload=AvatarUpload.model_validate(form))
