"""Pictures of users. Each has a fixed location in the bucket, so copies of its URL stay valid. A new picture is
uploaded to another location; the next read of the profile or the team validates it and copies it. An upload that never
completes, or is no picture, changes nothing."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from connextlive.core import pictures
from connextlive.core.ids import timestamp
from connextlive.identity import user
from connextlive.identity.user import User

if TYPE_CHECKING:
    from connextlive.aws.s3 import UploadForm as UploadForm
    from connextlive.identity.user import ShownUser


def key_of(tenant_id: str, user_id: str) -> str:
    return f"{tenant_id}/{user_id}/avatar"


def upload_form(tenant_id: str, user_id: str, mime_type: str, size: int) -> "UploadForm":
    """A presigned form to upload a picture of up to `size` bytes, which will replace the current one."""
    from connextlive.aws import s3  # not needed for showing pictures

    user.update(tenant_id, user_id, {"avatar_awaited_at": timestamp()})
    return s3.upload_form(_upload_key(tenant_id, user_id), mime_type, size)


def arrived(tenant_id: str, person: User) -> User:
    """The user, with their new picture if it was uploaded. The bucket is read only while a picture is expected."""
    if person.avatar_awaited_at is None:
        return person
    from connextlive.aws import s3  # no upload expected

    key, uploaded = key_of(tenant_id, person.id), _upload_key(tenant_id, person.id)
    content = s3.read(uploaded)
    if content is None:
        if person.avatar_awaited_at < timestamp(time.time() - 2 * s3.UPLOAD_LIVES):  # the form has expired
            return user.update(tenant_id, person.id, {"avatar_awaited_at": None})
        return person
    mime_type = pictures.type_of(content)
    if mime_type is not None:
        s3.write(key, content, mime_type)
    changed = user.update(
        tenant_id, person.id, {"avatar_awaited_at": None} | ({"avatar_key": key} if mime_type else {})
    )
    earlier = person.avatar_key
    s3.delete([uploaded, earlier] if earlier and earlier != changed.avatar_key else [uploaded])
    return changed


def all_arrived(tenant_id: str, users: Iterable["ShownUser"]) -> None:
    """Adds new, uploaded pictures to the values of users."""
    for raw in users:
        if raw.get("avatar_awaited_at"):
            card = arrived(tenant_id, user.load(tenant_id, raw["id"])).card()
            raw["name"], raw["avatar_url"] = card["name"], card["avatar_url"]


def remove(tenant_id: str, person: User) -> None:
    """Deletes a removed user's picture. A later upload with a form that is still valid stays pending."""
    if person.avatar_key or person.avatar_awaited_at:
        from connextlive.aws import s3

        places = {key_of(tenant_id, person.id), _upload_key(tenant_id, person.id), person.avatar_key}
        s3.delete([key for key in places if key])


def _upload_key(tenant_id: str, user_id: str) -> str:
    return f"{key_of(tenant_id, user_id)}-upload"
