"""The attackers of `make load`: one from a single address, one from many, each as fast as its pace says.

They attack a workspace of their own choosing with what anybody on the internet has: its public API key, and visitors'
tokens that they were given for it. What was let through and what was refused is counted by kind.
"""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

# Requests a second of each kind: a third of what the people make, who share the machine with all of this.
PACE = {"session": 1.0, "message": 1.0, "sign-up": 0.1, "connection": 1.0}
FRAMES = 10  # a second, on one connection
# What the workspace allows a minute, so that attackers at this pace meet limits soon, and many addresses do as well.
OWN_LIMITS = {"sessions": {"perAddress": 20, "perSite": 60}, "messages": {"perAddress": 20, "perWorkspace": 60}}


@dataclass
class Attacker:
    """Somebody who comes from these addresses, and what became of it."""

    name: str
    url: str
    socket_url: str
    key: str
    addresses: Iterator[str]
    outcomes: Counter[tuple[str, int]] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._done = Event()
        self._numbers = itertools.count(1)
        self._tokens: list[str] = []
        acts = {
            "session": self._session,
            "message": self._message,
            "sign-up": self._sign_up,
            "connection": self._connection,
        }
        self._threads = [Thread(target=self._repeat, args=(kind, act, PACE[kind])) for kind, act in acts.items()]
        self._threads.append(Thread(target=self._flood))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()
        self.lasted = time.monotonic() - self.began

    def through(self, kind: str) -> int:
        return sum(number for (of, status), number in self.outcomes.items() if of == kind and status < 400)

    def refused(self, kind: str) -> int:
        return self.outcomes[kind, 429]

    def others(self) -> dict[tuple[str, int], int]:
        """What was neither let through nor refused, for its number or because the machine took no more."""
        return {what: number for what, number in self.outcomes.items() if what[1] >= 400 and what[1] not in (429, 503)}

    def _repeat(self, kind: str, act: Callable[[], int | None], pace: float) -> None:
        while not self._done.wait(1 / pace):
            status = act()
            if status is not None:
                self.outcomes[kind, status] += 1

    def _post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        there = httpx.HTTPTransport(local_address=next(self.addresses))
        with httpx.Client(base_url=self.url, transport=there, trust_env=False, timeout=60) as http:
            return http.post(path, json=body, headers=headers)

    def _connected(self, token: str) -> ClientConnection:
        url = f"{self.socket_url}?token={token}"
        return connect(url, ping_interval=None, proxy=None, source_address=(next(self.addresses), 0))

    def _session(self) -> int:
        answer = self._post("/api/widget/sessions", {}, **{"X-API-Key": self.key})
        if answer.status_code == 200 and len(self._tokens) < 100:
            self._tokens.append(answer.json()["token"])
        return answer.status_code

    def _message(self) -> int | None:
        if not self._tokens:
            return None
        token = self._tokens[next(self._numbers) % len(self._tokens)]
        body = {"content": f"spam {next(self._numbers)}"}
        return self._post("/api/widget/messages", body, Authorization=f"Bearer {token}").status_code

    def _sign_up(self) -> int:
        email = f"{self.name.replace(' ', '-')}-{next(self._numbers)}@attacker.example"
        body = {"companyName": "Mallory", "name": "Mallory", "email": email, "password": "correct horse"}
        return self._post("/api/auth/register", body).status_code

    def _connection(self) -> int | None:
        if not self._tokens:
            return None
        try:
            with self._connected(self._tokens[0]):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code
        except TimeoutError:
            return None

    def _flood(self) -> None:
        """Frames on one connection, and again on the next when it is closed."""
        while not self._done.wait(1):
            if not self._tokens:
                continue
            try:
                with self._connected(self._tokens[-1]) as socket:
                    while not self._done.wait(1 / FRAMES):
                        socket.send('{"type": "typing"}')
                        self.outcomes["frame", 200] += 1
            except (InvalidStatus, TimeoutError):
                continue
            except ConnectionClosed:
                self.outcomes["frame: the connection was closed", 200] += 1


def one_address() -> Iterator[str]:
    """All of 127.0.0.0/8 are this machine's."""
    return itertools.repeat("127.2.0.1")


def many_addresses() -> Iterator[str]:
    return (f"127.3.{number // 250 % 250}.{number % 250 + 1}" for number in itertools.count(1))
