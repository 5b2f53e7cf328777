"""POST /api/agent/conversations/{id}/attachments: creates presigned forms to upload up to five files of 10 MB."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import attachment, conversation
from connextlive.chat.schemas.attachments import AttachmentsBody, Uploads
from connextlive.core.caller import Caller


@endpoint("POST", "/api/agent/conversations/{id}/attachments", idempotent=True, limit="upload")
def handler(caller: Caller, id: str, body: AttachmentsBody) -> Uploads:
    conversation.read(caller.tenant_id, id, caller)
    return Uploads.of(attachment.upload_forms(caller.tenant_id, id, body.files))
