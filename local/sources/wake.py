"""Tells the stream readers that something may have been written."""

import asyncio


class Wake:
    """Every request and every invocation calls it, so that a stream is read at once and not at the next poll."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._count = 0

    def __call__(self) -> None:
        self._count += 1
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    @property
    def count(self) -> int:
        return self._count

    async def wait(self, seen: int, seconds: float) -> None:
        """Until a call beyond the `seen` ones, or for the given time."""
        if self._count != seen:
            return
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait([future], timeout=seconds)
        finally:
            self._waiting.discard(future)
