"""Every mail that was sent since the data was made, for GET /local/emails."""

import asyncio
import json
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class Mailbox:
    """ministack lists sent mail but forgets it when it stops, so what it lists is kept in a file besides."""

    def __init__(self, aws_url: str, file: Path) -> None:
        self._url = f"{aws_url}/_ministack/ses/messages"
        self._file = file
        self._kept: dict[str, dict[str, Any]] = json.loads(file.read_text()) if file.exists() else {}
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    async def emails(self) -> list[dict[str, Any]]:
        """Oldest first."""
        return await asyncio.to_thread(self._collect)

    async def keep(self) -> None:
        """Writes down what ministack is about to forget."""
        await asyncio.to_thread(self._collect)

    def _collect(self) -> list[dict[str, Any]]:
        with self._opener.open(self._url, timeout=10) as answer:
            accounts: dict[str, list[dict[str, Any]]] = json.load(answer)["messages"]
        new = {m["MessageId"]: _email(m) for messages in accounts.values() for m in messages}
        if new.keys() - self._kept.keys():
            self._kept = self._kept | new
            self._file.write_text(json.dumps(self._kept, ensure_ascii=False))
        return sorted(self._kept.values(), key=lambda email: email["sentAt"])


def _email(message: dict[str, Any]) -> dict[str, Any]:
    sent = datetime.fromtimestamp(message["Timestamp"], UTC)
    return {
        "to": message["To"],
        "subject": message["Subject"],
        "text": message["BodyText"],
        "html": message["BodyHtml"] or None,
        "sentAt": sent.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
