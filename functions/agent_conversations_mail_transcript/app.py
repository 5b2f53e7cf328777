"""POST /api/agent/conversations/{id}/transcript: mails the visitor the transcript of their conversation."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import transcript
from connextlive.chat.schemas.transcripts import TranscriptAnswer
from connextlive.core.caller import Caller


@endpoint("POST", "/api/agent/conversations/{id}/transcript", idempotent=True)
def handler(caller: Caller, id: str) -> TranscriptAnswer:
    return TranscriptAnswer(email=transcript.ask_as_agent(caller, id))
