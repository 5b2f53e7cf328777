"""What an event source does beside everything else, until the stack stops."""

import asyncio
import contextlib
from abc import ABC, abstractmethod


class Background(ABC):
    """A source with one task of its own."""

    _task: asyncio.Task[None] | None = None

    @abstractmethod
    async def _run(self) -> None: ...

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
