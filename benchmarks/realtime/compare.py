"""`python -m benchmarks.realtime.compare FOLDER`: this checkout's local stack against another one's.

FOLDER is a worktree of the commit to compare with, and needs `.venv` (a link to this one's will do). Both stacks run at
the same time and are asked in turn, so that whatever else the machine does slows both. CPU time is what gateway and
ministack use for a request with all that follows it, less what they use while nothing is asked; the lower quartile of
the rounds. Times are of messages from one's POST to the other's socket.
"""

import argparse
import asyncio
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks import ROOT, luck
from benchmarks.realtime.cpu import Say, Side
from benchmarks.realtime.people import Connected, at
from benchmarks.running import Stack, stack

LIST = "/api/agent/conversations?limit=50"


def kinds(everybody: Connected) -> dict[str, Say]:
    """What is asked of a workspace of 50 conversations."""
    bench, workspace = everybody.bench, everybody.workspaces[0]
    visitors, agents = workspace.visitors, workspace.agents
    return {
        "list of 50": lambda n: bench.call("GET", LIST, None, agents[n % len(agents)].token),
        "visitor's message": lambda n: bench.visitor_says(visitors[n % len(visitors)], f"cost {n}"),
        "agent's message": lambda n: bench.agent_says(agents[0], visitors[n % len(visitors)], f"cost {n}"),
    }


async def quiet(running: Stack) -> Side:
    """A workspace of 50 conversations where nobody is connected."""
    everybody = await Connected.to(running.url, 1, 2, 50)
    await everybody.close()
    return Side((running.gateway, running.ministack), kinds(everybody))


async def in_turn(sides: list[Side], rounds: int) -> None:
    chance = luck()
    for number in range(rounds + 1):
        for kind in sides[0].kinds:
            for one in chance.sample(sides, len(sides)):
                await one.round(kind)
        if not number:
            for one in sides:
                one.forget()


async def measured(running: list[Stack], arguments: argparse.Namespace) -> list[Connected]:
    """Prints the requests' CPU, and returns messages' times."""
    sides = [await quiet(one) for one in running]
    await in_turn(sides, arguments.rounds)
    print(used(sides), flush=True)
    everybody = [await Connected.to(one.url, arguments.workspaces, 10, 10) for one in running]
    await asyncio.sleep(5)  # that they came is told to the others first
    for number in range(10 + arguments.messages):
        for one in luck().sample(everybody, 2):
            await one.say(number, is_measured=number >= 10)
            await asyncio.sleep(0.05)
    for one in everybody:
        await one.close()
    return everybody


def used(sides: list[Side]) -> str:
    lines = ["| ms of CPU a request: gateway + ministack | before | now | ÷ |", "|---|---|---|---|"]
    for kind in sides[0].kinds:
        before, now = (side.quartile(kind) for side in sides)
        cells = " | ".join(f"{one[0]:.1f} + {one[1]:.1f}" for one in (before, now))
        lines.append(f"| {kind} | {cells} | {sum(now) / sum(before):.2f} |")
    return "\n".join(lines)


def times(sides: list[Connected]) -> str:
    people = len(sides[0].listening)
    lines = ["", f"| {people} sockets: ms | before | now | ÷ |", "|---|---|---|---|"]
    before_times, now_times = ((side.to_agents, side.to_visitors) for side in sides)
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
    lost = [side.to_agents.lost + side.to_visitors.lost for side in sides]
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
