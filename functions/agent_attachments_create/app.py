"""POST /api/agent/conversations/{id}/attachments: forms to upload up to five files of 10 MB with, past the gateway."""

from connextlive.http import Caller, endpoint
from connextlive.models import attachment, conversation
from connextlive.schemas.attachments import AttachmentsBody, Uploads


@endpoint("POST", "/api/agent/conversations/{id}/attachments", idempotent=True)
def handler(caller: Caller, id: str, body: AttachmentsBody) -> Uploads:
    conversation.read(caller.tenant_id, id)
    return Uploads.of(attachment.announce(caller.tenant_id, id, body.files))
