"""Every email sent since the data was created."""

import json
from pathlib import Path
from typing import Any

from local.emulator.link import Link, LinkError
from local.emulator.sent_mails import PATH


class Mailbox:
    """ministack forgets what was sent when it stops, so emails are also kept in a file: a line of JSON each."""

    def __init__(self, link: Link, file: Path) -> None:
        self._link = link
        self._file = file
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._kept: list[dict[str, Any]] = [json.loads(line) for line in lines]
        self._seen = 0  # of those sent since ministack's start
        self._told = len(self._kept)  # of those kept

    async def emails(self) -> list[dict[str, Any]]:
        """Oldest first."""
        await self.keep()
        return self._kept

    async def arrived(self) -> list[dict[str, Any]]:
        """Emails since the previous call."""
        await self.keep()
        new = self._kept[self._told :]
        self._told = len(self._kept)
        return new

    async def keep(self) -> None:
        """Saves what ministack forgets when it stops. Raises LinkError."""
        seen = self._seen
        status, body = await self._link.request("GET", f"{PATH}?after={seen}")
        if status != 200:
            raise LinkError(f"the sent emails: {status}")
        sent: list[dict[str, Any]] = json.loads(body)
        # Another look may have come back first.
        if new := sent[self._seen - seen :]:
            self._seen += len(new)
            self._kept += new
            with self._file.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(email, ensure_ascii=False) + "\n" for email in new)
