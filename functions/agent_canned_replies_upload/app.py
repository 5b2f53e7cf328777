"""POST /api/agent/canned-replies/attachments: creates presigned forms to upload files for the agent's own replies."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import canned_reply
from connextlive.chat.schemas.attachments import AttachmentsBody, Uploads
from connextlive.core.caller import Caller


@endpoint("POST", "/api/agent/canned-replies/attachments", idempotent=True, limit="upload")
def handler(caller: Caller, body: AttachmentsBody) -> Uploads:
    return Uploads.of(canned_reply.upload_forms(caller.tenant_id, caller.id, body.files))
