"""POST /api/agent/profile/avatar: a form to upload the agent's picture with; the profile shows it from then on."""

from connextlive import storage
from connextlive.http import Caller, endpoint
from connextlive.ids import new_id
from connextlive.models import user
from connextlive.schemas.avatars import AvatarAnswer, AvatarBody


@endpoint("POST", "/api/agent/profile/avatar", idempotent=True)
def handler(caller: Caller, body: AvatarBody) -> AvatarAnswer:
    key = f"{caller.tenant_id}/{caller.id}/{new_id('att')}.{body.mime_type.removeprefix('image/')}"
    user.update(caller.tenant_id, caller.id, {"avatar_key": key})
    return AvatarAnswer.of(storage.upload_form(key, body.mime_type, body.size, is_pending=False))
