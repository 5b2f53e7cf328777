"""Wakes the readers of streams and queues when something may have been written."""

import asyncio
import time

# How often a reader checks on its own, for writes past the gateway: by another process, or after a delay.
_BUSY_SECONDS, _QUIET_SECONDS = 0.1, 0.5
# How long after a call more is likely to follow.
_BUSY_FOR_SECONDS = 10.0


class Wake:
    """Called by every request that may write and every invocation, so that readers check immediately, and rarely while
    idle."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._count = 0
        self._called = time.monotonic()

    def __call__(self) -> None:
        self._count += 1
        self._called = time.monotonic()
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    @property
    def count(self) -> int:
        return self._count

    @property
    def pause(self) -> float:
        """Seconds until a reader checks on its own."""
        return _BUSY_SECONDS if time.monotonic() - self._called < _BUSY_FOR_SECONDS else _QUIET_SECONDS

    async def wait(self, seen: int, seconds: float) -> None:
        """Waits for a call after the `seen` ones, or for the given time."""
        if self._count != seen:
            return
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait([future], timeout=seconds)
        finally:
            self._waiting.discard(future)
