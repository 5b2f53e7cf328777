"""POST /api/widget/transcript: mails the visitor the transcript of a conversation, once somebody has answered."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import transcript
from connextlive.chat.schemas.transcripts import TranscriptAnswer, TranscriptBody
from connextlive.core.caller import Caller


@endpoint("POST", "/api/widget/transcript", idempotent=True, limit="rating")
def handler(caller: Caller, body: TranscriptBody) -> TranscriptAnswer:
    return TranscriptAnswer(email=transcript.ask_as_visitor(caller, body.email, body.conversation_id))
