"""POST /api/agent/profile/avatar: creates a presigned form to upload the agent's picture."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import avatar
from connextlive.identity.schemas.avatars import AvatarAnswer, AvatarBody


@endpoint("POST", "/api/agent/profile/avatar", idempotent=True, limit="upload")
def handler(caller: Caller, body: AvatarBody) -> AvatarAnswer:
    return AvatarAnswer.of(avatar.upload_form(caller.tenant_id, caller.id, body.mime_type, body.size))
