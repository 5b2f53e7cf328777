"""A WebSocket client: the frames it has received, and what it sends."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from .client import PATIENCE, Api, Json, Person, eventually


def address(api: Api) -> str:
    found: str = api.get("/api/health").ok()["websocketUrl"]
    return found


_opened: list[Socket] = []


@contextmanager
def closed() -> Iterator[None]:
    """Closes the connections that are opened within, and left open."""
    before = len(_opened)
    try:
        yield
    finally:
        for one in _opened[before:]:
            one.close()
        del _opened[before:]


class Socket:
    """A connection of somebody with a token. Frames are read in the background, as in a browser; those that come again
    are ignored and counted."""

    def __init__(self, person: Person) -> None:
        self.frames: list[Json] = []
        self.repeated = 0
        self._known: set[str] = set()
        # Its pings would draw from the process's random numbers, which hypothesis keeps an eye on in other tests.
        self._entered = connect(f"{address(person.api)}?token={person.token}", ping_interval=None)
        self._connection: ClientConnection = self._entered.__enter__()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        _opened.append(self)

    def __enter__(self) -> Socket:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._entered.__exit__(None, None, None)
        self._reader.join(5)

    def crash(self) -> None:
        """Cuts the connection without closing it."""
        with suppress(OSError):
            self._connection.socket.shutdown(socket.SHUT_RDWR)

    def has_ended(self) -> bool:
        return not self._reader.is_alive()

    def says(self, frame: object) -> None:
        self._connection.send(frame if isinstance(frame, (str, bytes)) else json.dumps(frame))

    def told(self, *types: str) -> list[Json]:
        return [frame for frame in self.frames if not types or frame["type"] in types]

    @property
    def types(self) -> list[str]:
        return [frame["type"] for frame in self.frames]

    def hears(self, type: str, *, where: Callable[[Json], bool] = lambda data: True, within: float = PATIENCE) -> Json:
        """The data of the first matching frame of this type, now or soon."""

        def found() -> Json:
            fitting: list[Json] = [frame["data"] for frame in self.told(type) if where(frame["data"])]
            assert fitting, self.types
            return fitting[0]

        return eventually(found, within=within)

    def settles(self, quiet: float = 0.5) -> list[Json]:
        """All frames received, once no more have arrived for a while; clears them."""
        seen, since = len(self.frames), time.monotonic()
        while time.monotonic() - since < quiet:
            time.sleep(0.02)
            if len(self.frames) != seen:
                seen, since = len(self.frames), time.monotonic()
        told, self.frames = self.frames, []
        return told

    def _read(self) -> None:
        try:
            for text in self._connection:
                assert len(text) <= 32 * 1024
                frame = json.loads(text)
                if frame.get("id") in self._known:
                    self.repeated += 1
                    continue
                if "id" in frame:
                    self._known.add(frame["id"])
                self.frames.append(frame)
        except (ConnectionClosed, OSError):
            return


def refusal(api: Api, query: str) -> int:
    """The status with which a handshake is refused."""
    try:
        with connect(address(api) + query):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code
