"""`python -m benchmarks.realtime.compare FOLDER`: this checkout's local stack against another one's.

FOLDER is a worktree of the commit to compare with, and needs `.venv` (a link to this one's will do). Both stacks run at
the same time and are asked in turn, so that whatever else the machine does slows both. CPU time is what gateway and
ministack use for a request with all that follows it, less what they use while nothing is asked; the lower quartile of
the rounds. Times are of messages from one's POST to the other's socket.
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import ROOT, luck
from benchmarks.realtime.people import Connected, at
from benchmarks.running import Stack, stack

AT_ONCE, SETTLES = 40, 3.0  # requests of a round; seconds until what follows them is done
LIST = "/api/agent/conversations?limit=50"
TICK = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds

type Used = tuple[float, float]


class Side:
    """One of the stacks, and what its two processes used, by kind of request, in ms of CPU a request."""

    def __init__(self, running: Stack, everybody: Connected) -> None:
        self.everybody = everybody
        self._pids = (running.gateway, running.ministack)
        self.rounds: dict[str, list[Used]] = {}

    def _used(self) -> Used:
        gateway, ministack = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._pids)
        return tuple(TICK * (int(of[11]) + int(of[12])) for of in (gateway, ministack))  # type: ignore[return-value]  # of two

    async def _used_while(self, work: Callable[[], Awaitable[Any]]) -> tuple[Used, float]:
        before, began = self._used(), time.monotonic()
        await work()
        await asyncio.sleep(SETTLES)
        after, lasted = self._used(), time.monotonic() - began
        return (after[0] - before[0], after[1] - before[1]), lasted

    async def round(self, kind: str, say: Callable[[int], Awaitable[Any]]) -> None:
        async def all_of_it() -> None:
            for number in range(AT_ONCE):
                await say(number)

        used, lasted = await self._used_while(all_of_it)
        idle, paused = await self._used_while(lambda: asyncio.sleep(0))
        gateway, ministack = (max(0, used[of] - idle[of] * lasted / paused) / AT_ONCE for of in (0, 1))
        self.rounds.setdefault(kind, []).append((gateway, ministack))

    def kinds(self) -> dict[str, Callable[[int], Awaitable[Any]]]:
        bench, workspace = self.everybody.bench, self.everybody.workspaces[0]
        visitors, agents = workspace.visitors, workspace.agents
        return {
            "list of 50": lambda n: bench.call("GET", LIST, None, agents[n % len(agents)].token),
            "visitor's message": lambda n: bench.visitor_says(visitors[n % len(visitors)], f"cost {n}"),
            "agent's message": lambda n: bench.agent_says(agents[0], visitors[n % len(visitors)], f"cost {n}"),
        }

    def quartile(self, kind: str) -> Used:
        """By processes, of the round that is the lower quartile of both together."""
        return sorted(self.rounds[kind], key=sum)[len(self.rounds[kind]) // 4]


async def measured(running: list[Stack], arguments: argparse.Namespace) -> list[Side]:
    """The requests' CPU, in a workspace of 50 conversations where nobody is connected; and messages' times."""
    chance = luck()
    quiet = [Side(one, await Connected.to(one.url, 1, 2, 50)) for one in running]
    for one in quiet:
        await one.everybody.close()
    for number in range(arguments.rounds + 1):
        for kind in quiet[0].kinds():
            for one in chance.sample(quiet, 2):
                await one.round(kind, one.kinds()[kind])
        if not number:  # the first of each kind starts its functions
            for one in quiet:
                one.rounds.clear()
    print(used(quiet))
    sides = [Side(one, await Connected.to(one.url, arguments.workspaces, 10, 10)) for one in running]
    await asyncio.sleep(5)  # that they came is told to the others first
    for number in range(10 + arguments.messages):
        for one in chance.sample(sides, 2):
            await one.everybody.say(number, is_measured=number >= 10)
            await asyncio.sleep(0.05)
    for one in sides:
        await one.everybody.close()
    return sides


def used(quiet: list[Side]) -> str:
    lines = ["| ms of CPU a request: gateway + ministack | before | now | ÷ |", "|---|---|---|---|"]
    for kind in quiet[0].rounds:
        before, now = (side.quartile(kind) for side in quiet)
        cells = " | ".join(f"{one[0]:.1f} + {one[1]:.1f}" for one in (before, now))
        lines.append(f"| {kind} | {cells} | {sum(now) / sum(before):.2f} |")
    return "\n".join(lines)


def times(sides: list[Side]) -> str:
    people = len(sides[0].everybody.listening)
    lines = ["", f"| {people} sockets: ms | before | now | ÷ |", "|---|---|---|---|"]
    before_times, now_times = ((side.everybody.to_agents, side.everybody.to_visitors) for side in sides)
    rows = {
        "visitor's POST to the first agent's socket": (before_times[0].first, now_times[0].first),
        "visitor's POST to each agent's socket": (before_times[0].every, now_times[0].every),
        "visitor's POST to its answer": (before_times[0].answer, now_times[0].answer),
        "agent's POST to the visitor's socket": (before_times[1].every, now_times[1].every),
    }
    for name, (old, new) in rows.items():
        for share in (0.5, 0.95):
            was, is_now = 1000 * at(old, share), 1000 * at(new, share)
            lines.append(f"| {name}, p{share * 100:.0f} | {was:.0f} | {is_now:.0f} | {is_now / was:.2f} |")
    lost = [side.everybody.to_agents.lost + side.everybody.to_visitors.lost for side in sides]
    return "\n".join([*lines, "", f"Frames that did not come: {lost[0]} before, {lost[1]} now."])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a worktree of the commit to compare with")
    parser.add_argument("--rounds", type=int, default=8, help="of each kind of request")
    parser.add_argument("--workspaces", type=int, default=10, help="with 10 agents and 10 visitors each")
    parser.add_argument("--messages", type=int, default=100, help="each way")
    arguments = parser.parse_args()
    with ExitStack() as stacks:
        running = []
        for root in (arguments.folder.resolve(), ROOT):
            folder = Path(stacks.enter_context(tempfile.TemporaryDirectory()))
            running.append(stacks.enter_context(stack(folder, root)))
        print(times(asyncio.run(measured(running, arguments))))


if __name__ == "__main__":
    main()
