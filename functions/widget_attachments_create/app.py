"""POST /api/widget/attachments: forms for a visitor to upload up to five files of 10 MB with."""

from connextlive.http import Caller, endpoint
from connextlive.models import attachment
from connextlive.schemas.attachments import AttachmentsBody, Uploads


@endpoint("POST", "/api/widget/attachments", idempotent=True)
def handler(caller: Caller, body: AttachmentsBody) -> Uploads:
    return Uploads.of(attachment.announce(caller.tenant_id, caller.id, body.files))
