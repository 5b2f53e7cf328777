"""Every email sent since the data was created."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from local.emulator.envelopes import PATH

_NO_ENVELOPE: dict[str, Any] = {"replyTo": [], "headers": {}, "tags": {}}


class Mailbox:
    """ministack lists sent emails but forgets them when it stops, so they are also kept in a file."""

    def __init__(self, aws_url: str, file: Path) -> None:
        # Without the environment's proxy, which would be used for 127.0.0.1, too.
        self._client = httpx.AsyncClient(base_url=aws_url, trust_env=False)
        self._file = file
        self._kept: dict[str, dict[str, Any]] = json.loads(file.read_text()) if file.exists() else {}
        self._new: dict[str, dict[str, Any]] = {}

    async def emails(self) -> list[dict[str, Any]]:
        """Oldest first."""
        await self.keep()
        return sorted(self._kept.values(), key=lambda email: email["sentAt"])

    async def arrived(self) -> dict[str, dict[str, Any]]:
        """Emails since the previous call, by ID."""
        await self.keep()
        new, self._new = self._new, {}
        return new

    async def keep(self) -> None:
        """Saves what ministack forgets when it stops."""
        answer = await self._client.get("/_ministack/ses/messages")
        accounts = answer.json()["messages"]
        sent = {message["MessageId"]: _email(message) for messages in accounts.values() for message in messages}
        new = {message_id: email for message_id, email in sent.items() if message_id not in self._kept}
        if new:
            envelopes = (await self._client.get(PATH)).json()
            for message_id, email in new.items():
                email |= {"messageId": message_id, **envelopes.get(message_id, _NO_ENVELOPE)}
            self._kept |= new
            self._new |= new
            self._file.write_text(json.dumps(self._kept, ensure_ascii=False))

    async def close(self) -> None:
        await self.keep()
        await self._client.aclose()


def _email(message: dict[str, Any]) -> dict[str, Any]:
    sent = datetime.fromtimestamp(message["Timestamp"], UTC)
    return {
        "from": message["Source"],
        "to": message["To"],
        "subject": message["Subject"],
        "text": message["BodyText"],
        "html": message["BodyHtml"] or None,
        "sentAt": timestamp(sent),
    }


def timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
