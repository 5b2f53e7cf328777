"""POST /api/agent/profile/avatar: a form to upload the agent's picture with, which is shown when it has arrived."""

from connextlive import storage
from connextlive.http import Caller, endpoint
from connextlive.models import avatar
from connextlive.schemas.avatars import AvatarAnswer, AvatarBody


@endpoint("POST", "/api/agent/profile/avatar", idempotent=True)
def handler(caller: Caller, body: AvatarBody) -> AvatarAnswer:
    key = avatar.announce(caller.tenant_id, caller.id)
    return AvatarAnswer.of(storage.upload_form(key, body.mime_type, body.size, is_pending=False))
