"""Notes of each mail what ministack does not: at which address it is answered, and its headers. ASGI middleware, in
ministack's process."""

import json
from typing import Any

from local.permissions.asgi import App, Message, Receive, Scope, Send, answer, read

PATH = "/_local/envelopes"
_SENDING = "/v2/email/outbound-emails"


class Envelopes:
    def __init__(self, behind: App) -> None:
        self._behind = behind
        self._noted: dict[str, dict[str, Any]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").rstrip("/")
        if path == PATH:
            await answer(send, 200, {"content-type": "application/json"}, json.dumps(self._noted).encode())
        elif path == _SENDING and scope["method"] == "POST":
            await self._note(scope, receive, send)
        else:
            await self._behind(scope, receive, send)

    async def _note(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, again = await read(receive)
        answered = bytearray()

        async def heard(message: Message) -> None:
            answered.extend(message.get("body", b""))
            await send(message)

        await self._behind(scope, again, heard)
        sent, said = json.loads(body), json.loads(answered or b"{}")
        if "MessageId" in said:
            headers = sent.get("Content", {}).get("Simple", {}).get("Headers", [])
            self._noted[said["MessageId"]] = {
                "replyTo": sent.get("ReplyToAddresses", []),
                "headers": {one["Name"]: one["Value"] for one in headers},
                "tags": {one["Name"]: one["Value"] for one in sent.get("EmailTags", [])},
            }
