"""POST /api/tenant/conversations/{id}/messages: sends a reply without changing the assignee, or adds a note."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import attachment, message
from connextlive.chat.schemas.sending import SendAnswer, SendBody
from connextlive.core.caller import Caller
from connextlive.core.uploads import UploadedFile
from connextlive.lambdas.request import Request


@endpoint("POST", "/api/tenant/conversations/{id}/messages", idempotent=True, limit="message")
def handler(caller: Caller, id: str, body: SendBody, files: list[UploadedFile], request: Request) -> SendAnswer:
    draft = body.draft(files, body.is_internal, request.header("Idempotency-Key"))
    sent, conversation = message.reply(caller, id, draft)
    return SendAnswer.of(attachment.linked(sent.values), conversation)
