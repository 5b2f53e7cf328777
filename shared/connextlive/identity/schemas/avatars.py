"""Pictures that are about to be uploaded."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from connextlive.lambdas.common import Answer, Body


class AvatarBody(Body):
    """The picture that is about to be uploaded."""

    mime_type: Literal["image/jpeg", "image/png", "image/webp"]
    size: Annotated[int, Field(ge=1, le=2 * 1024 * 1024)] = 2 * 1024 * 1024
    file_name: Annotated[str, Field(max_length=255)] | None = None


class AvatarUpload(Answer):
    """A form to upload the picture with; the profile shows it when it has arrived."""

    url: str
    fields: dict[str, str]
    expires_at: str


class AvatarAnswer(Answer):
    """`{upload}`"""

    upload: AvatarUpload

    @classmethod
    def of(cls, form: dict[str, Any]) -> Self:
        return cls(upload=AvatarUpload.model_validate(form))
