"""Notes each mail as it is sent, and tells those after a given one. ministack would tell all of them each time, and
neither at which address a mail is answered nor its headers. ASGI middleware, in ministack's process."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from local.permissions.asgi import App, Message, Receive, Scope, Send, answer, read

# `?after=2` for the third and later ones.
PATH = "/_local/mails"
_SENDING = "/v2/email/outbound-emails"

type Mail = dict[str, Any]


class SentMails:
    def __init__(self, behind: App) -> None:
        self._behind = behind
        self._sent: list[Mail] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").rstrip("/")
        if path == PATH:
            after = int(parse_qs(scope["query_string"])[b"after"][0])
            body = json.dumps(self._sent[after:]).encode()
            await answer(send, 200, {"content-type": "application/json"}, body)
        elif path == _SENDING and scope["method"] == "POST":
            await self._note(scope, receive, send)
        else:
            await self._behind(scope, receive, send)

    async def _note(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Before the sender is told, who may look for it at once."""
        body, again = await read(receive)

        async def heard(message: Message) -> None:
            if message["type"] == "http.response.body" and b"MessageId" in message.get("body", b""):
                self._sent.append(_mail(json.loads(message["body"])["MessageId"], json.loads(body)))
            await send(message)

        await self._behind(scope, again, heard)


def _mail(message_id: str, request: Mail) -> Mail:
    """https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html"""
    content = request.get("Content", {}).get("Simple", {})
    body = content.get("Body", {})
    return {
        "from": request.get("FromEmailAddress", ""),
        "to": request.get("Destination", {}).get("ToAddresses", []),
        "subject": content.get("Subject", {}).get("Data", ""),
        "text": body.get("Text", {}).get("Data", ""),
        "html": body.get("Html", {}).get("Data") or None,
        "sentAt": timestamp(datetime.now(UTC)),
        "messageId": message_id,
        "replyTo": request.get("ReplyToAddresses", []),
        "headers": {one["Name"]: one["Value"] for one in content.get("Headers", [])},
        "tags": {one["Name"]: one["Value"] for one in request.get("EmailTags", [])},
    }


def timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
