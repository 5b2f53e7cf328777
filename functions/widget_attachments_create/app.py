"""POST /api/widget/attachments: creates presigned forms for a visitor to upload up to five files of 10 MB."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import attachment, visitor_presence
from connextlive.chat.schemas.attachments import AttachmentsBody, Uploads
from connextlive.core.caller import Caller


@endpoint("POST", "/api/widget/attachments", idempotent=True, limit="upload")
def handler(caller: Caller, body: AttachmentsBody) -> Uploads:
    visitor_presence.admitted(caller.tenant_id, caller.id)  # or nothing would look at who they are
    return Uploads.of(attachment.upload_forms(caller.tenant_id, caller.id, body.files))
