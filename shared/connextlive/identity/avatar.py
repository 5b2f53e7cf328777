"""Pictures of users. Each has one place in the bucket: a new picture takes the old one's by arriving, so that the old
one is shown until then, whatever becomes of the upload, and nothing is left over. Before the first has come there is
none."""

import time
from typing import Any

from connextlive.core.ids import timestamp
from connextlive.identity import user
from connextlive.identity.user import Team, User


def key_of(tenant_id: str, user_id: str) -> str:
    return f"{tenant_id}/{user_id}/avatar"


def upload_form(tenant_id: str, user_id: str, mime_type: str, size: int) -> dict[str, Any]:
    """A form to upload a picture of up to so many bytes with, in place of the one that there is."""
    from connextlive.aws import s3  # whoever only shows pictures uploads none

    key = key_of(tenant_id, user_id)
    if user.load(tenant_id, user_id).avatar_key != key:
        user.update(tenant_id, user_id, {"avatar_awaited_at": timestamp()})
    return s3.upload_form(key, mime_type, size, is_pending=False)


def arrived(tenant_id: str, person: User) -> User:
    """The user, with their first picture if it has come; only then is the bucket asked."""
    if person.avatar_awaited_at is None:
        return person
    from connextlive.aws import s3  # not where nothing is awaited

    key = key_of(tenant_id, person.id)
    if s3.exists(key):
        return user.update(tenant_id, person.id, {"avatar_key": key, "avatar_awaited_at": None})
    if person.avatar_awaited_at < timestamp(time.time() - 2 * s3.UPLOAD_LIVES):  # it cannot come any more
        return user.update(tenant_id, person.id, {"avatar_awaited_at": None})
    return person


def all_arrived(tenant_id: str, team: Team) -> Team:
    """The workspace's users, with first pictures that have come."""
    for raw in team.users.values():
        if raw.get("avatar_awaited_at"):
            raw["avatar_key"] = arrived(tenant_id, user.load(tenant_id, raw["id"])).avatar_key
    return team


def remove(tenant_id: str, person: User) -> None:
    """Deletes the picture of somebody who goes."""
    if person.avatar_key or person.avatar_awaited_at:
        from connextlive.aws import s3

        s3.delete([key_of(tenant_id, person.id)])
