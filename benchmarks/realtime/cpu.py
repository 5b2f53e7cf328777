"""What processes use for a request with all that follows it."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

AT_ONCE, SETTLES = 40, 3.0  # requests of a round; seconds until what follows them is done
TICK = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds

type Say = Callable[[int], Awaitable[Any]]


class Side:
    """One of those who are compared: its processes, what it is asked, and what they used for it, in ms of CPU a
    request, less what they use while nothing is asked."""

    def __init__(self, pids: Sequence[int], kinds: Mapping[str, Say]) -> None:
        self.kinds = kinds
        self._pids = pids
        self._rounds: dict[str, list[list[float]]] = {kind: [] for kind in kinds}

    async def round(self, kind: str) -> None:
        async def all_of_it() -> None:
            for number in range(AT_ONCE):
                await self.kinds[kind](number)

        used, lasted = await self._used_while(all_of_it)
        idle, paused = await self._used_while(lambda: asyncio.sleep(0))
        found = [max(0, one - still * lasted / paused) / AT_ONCE for one, still in zip(used, idle, strict=True)]
        self._rounds[kind].append(found)

    def forget(self) -> None:
        """The first round of each kind starts its functions."""
        for rounds in self._rounds.values():
            rounds.clear()

    def quartile(self, kind: str) -> list[float]:
        """By processes, of the round that is the lower quartile of all together."""
        return sorted(self._rounds[kind], key=sum)[len(self._rounds[kind]) // 4]

    async def _used_while(self, work: Callable[[], Awaitable[Any]]) -> tuple[list[float], float]:
        before, began = self._used(), time.monotonic()
        await work()
        await asyncio.sleep(SETTLES)
        after, lasted = self._used(), time.monotonic() - began
        return [later - earlier for later, earlier in zip(after, before, strict=True)], lasted

    def _used(self) -> list[float]:
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._pids]
        return [TICK * (int(of[11]) + int(of[12])) for of in fields]
