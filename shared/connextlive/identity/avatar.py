"""Pictures of users. Each has a fixed location in the bucket: a new picture overwrites the old one on upload, so an
upload that never completes changes nothing and leaves nothing behind. Before the first upload, the user has none."""

import time
from typing import Any

from connextlive.core.ids import timestamp
from connextlive.identity import user
from connextlive.identity.user import Team, User


def key_of(tenant_id: str, user_id: str) -> str:
    return f"{tenant_id}/{user_id}/avatar"


def url(key: str | None) -> str | None:
    """A link to the picture; the signer is imported only if there is one."""
    if key is None:
        return None
    from connextlive.aws.s3 import picture_url

    return picture_url(key)


def upload_form(tenant_id: str, user_id: str, mime_type: str, size: int) -> dict[str, Any]:
    """A presigned form to upload a picture of up to this many bytes, replacing the current one."""
    from connextlive.aws import s3  # not needed for showing pictures

    key = key_of(tenant_id, user_id)
    if user.load(tenant_id, user_id).avatar_key != key:
        user.update(tenant_id, user_id, {"avatar_awaited_at": timestamp()})
    return s3.upload_form(key, mime_type, size, is_pending=False)


def arrived(tenant_id: str, person: User) -> User:
    """The user, with their first picture if it has been uploaded; only while one is expected is the bucket checked."""
    if person.avatar_awaited_at is None:
        return person
    from connextlive.aws import s3  # no upload expected

    key = key_of(tenant_id, person.id)
    if s3.exists(key):
        return user.update(tenant_id, person.id, {"avatar_key": key, "avatar_awaited_at": None})
    if person.avatar_awaited_at < timestamp(time.time() - 2 * s3.UPLOAD_LIVES):  # the form has expired
        return user.update(tenant_id, person.id, {"avatar_awaited_at": None})
    return person


def all_arrived(tenant_id: str, team: Team) -> Team:
    """The workspace's users, with first pictures that have been uploaded."""
    for raw in team.users.values():
        if raw.get("avatar_awaited_at"):
            raw["avatar_key"] = arrived(tenant_id, user.load(tenant_id, raw["id"])).avatar_key
    return team


def remove(tenant_id: str, person: User) -> None:
    """Deletes a removed user's picture."""
    if person.avatar_key or person.avatar_awaited_at:
        from connextlive.aws import s3

        s3.delete([key_of(tenant_id, person.id)])
