"""Whoever kills the local stack, with SIGKILL and under load, loses no message that it has acknowledged. KILLS says how
often (`make kills`)."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from random import Random

import httpx

from .client import Api, Tenant, Visitor
from .conftest import free_port, start, wait_until_healthy

KILLS = int(os.environ.get("KILLS", "1"))
WRITERS = 3
AT_LEAST = 10  # messages a run


class Writer(threading.Thread):
    """A visitor who writes until nobody answers; `said` is what was acknowledged."""

    def __init__(self, url: str, visitor: Visitor) -> None:
        super().__init__()
        self._url, self._headers = url, {"Authorization": f"Bearer {visitor.token}"}
        self.visitor = visitor
        self.said: list[str] = []

    def run(self) -> None:
        with httpx.Client(base_url=self._url, headers=self._headers, timeout=10) as http:
            while True:
                text = f"message {len(self.said)} of {time.time_ns()}"
                try:
                    answer = http.post("/api/widget/messages", json={"content": text})
                except httpx.HTTPError:
                    return
                if answer.status_code != 200:
                    return
                self.said.append(text)


def kill(folder: Path, process_id: int) -> None:
    """Both processes, the emulator first: if its parent dies, it stops and saves its state."""
    emulator = int((folder / "data/ministack.pid").read_text().split()[0])
    os.kill(emulator, signal.SIGKILL)
    os.kill(process_id, signal.SIGKILL)


def stored(visitor: Visitor) -> set[str]:
    found: set[str] = set()
    cursor: dict[str, str] = {}
    while True:
        page = visitor.get("/api/widget/messages", limit=100, **cursor).ok()
        found |= {message["content"] for message in page["messages"]}
        if not (following := page["pagination"].get("nextCursor")):
            return found
        cursor = {"cursor": following}


def test_no_acknowledged_message_is_lost_when_the_stack_is_killed(tmp_path: Path) -> None:
    chance, ports = Random(0), (free_port(), free_port())  # noqa: S311  # no secret
    acknowledged: list[tuple[Visitor, set[str]]] = []
    tenant: Tenant | None = None
    with Api(f"http://127.0.0.1:{ports[0]}") as api:
        for _ in range(KILLS + 1):
            writers: list[Writer] = []
            process, url = start(tmp_path, *ports)
            try:
                wait_until_healthy(url, process, tmp_path / "log")
                tenant = tenant or api.register()
                for visitor, said in acknowledged:
                    assert said - stored(visitor) == set()
                if len(acknowledged) == KILLS * WRITERS:
                    break
                writers = [Writer(url, tenant.visitor()) for _ in range(WRITERS)]
                for writer in writers:
                    writer.start()
                while any(len(writer.said) < AT_LEAST for writer in writers):
                    assert all(writer.is_alive() for writer in writers), "a message was refused before the kill"
                    time.sleep(0.02)
                time.sleep(chance.random() / 2)
            finally:
                kill(tmp_path, process.pid)
                process.wait()
                for writer in writers:
                    if writer.ident:
                        writer.join()
            acknowledged += [(writer.visitor, set(writer.said)) for writer in writers]
    assert len(acknowledged) == KILLS * WRITERS
