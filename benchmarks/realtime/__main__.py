"""How long a message takes from one person's POST to another one's screen: `make bench-realtime`.

Starts a stack of its own in a temporary folder, connects agents and visitors of several workspaces, has them write to
each other one message after the other, and writes `results.md`. Client, gateway, functions and the AWS emulator share
this machine's processors.
"""

import argparse
import asyncio
import os
import tempfile
from contextlib import nullcontext
from pathlib import Path

from benchmarks.realtime.people import Connected, Times, at
from benchmarks.running import Stack, stack

REPORT = Path(__file__).parent / "results.md"
WARMING = 10


async def run(url: str, workspaces: int, agents: int, visitors: int, messages: int) -> tuple[Times, Times]:
    everybody = await Connected.to(url, workspaces, agents, visitors)
    await asyncio.sleep(5)  # that they came is told to the others first
    for number in range(WARMING + messages):
        await everybody.say(number, is_measured=number >= WARMING)
        await asyncio.sleep(0.05)
    await everybody.close()
    return everybody.to_agents, everybody.to_visitors


def report(args: argparse.Namespace, to_agents: Times, to_visitors: Times) -> str:
    people = args.workspaces * (args.agents + args.visitors)
    rows = [
        ("visitor's POST: its own answer", to_agents.answer),
        ("visitor's POST to the first agent's socket", to_agents.first),
        (f"visitor's POST to each of {args.agents} agents' sockets", to_agents.every),
        ("agent's POST: its own answer", to_visitors.answer),
        ("agent's POST to the visitor's socket", to_visitors.every),
    ]
    lines = [
        "# Real time",
        "",
        f"Made by `make bench-realtime`: {people} people are connected, {args.agents} agents and {args.visitors} "
        f"visitors in each of {args.workspaces} workspaces; {len(to_agents.answer)} messages each way, one after the "
        "other. Milliseconds from the beginning of the POST until the frame is read, on "
        f"{os.cpu_count()} processors that client, gateway, functions and the AWS emulator share. A message of a "
        "visitor makes one frame for each agent.",
        "",
        "| | p50 | p95 | p99 | most |",
        "|---|---|---|---|---|",
    ]
    for name, seconds in rows:
        figures = " | ".join(f"{1000 * at(seconds, share):.0f}" for share in (0.5, 0.95, 0.99, 1))
        lines.append(f"| {name} | {figures} |")
    lines += ["", f"Frames that did not come: {to_agents.lost + to_visitors.lost}. {_load()}"]
    return "\n".join(lines) + "\n"


def _load() -> str:
    """What else the machine did."""
    minute, _, quarter = os.getloadavg()
    return f"The machine's load was {minute:.0f} at the end, and {quarter:.0f} over a quarter of an hour."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--workspaces", type=int, default=10)
    parser.add_argument("--agents", type=int, default=10, help="in each workspace")
    parser.add_argument("--visitors", type=int, default=10, help="in each workspace")
    parser.add_argument("--messages", type=int, default=300, help="each way")
    parser.add_argument("--url", help="of a stack that runs")
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        nullcontext(Stack(args.url, 0, 0)) if args.url else stack(Path(folder)) as running,
    ):
        times = asyncio.run(run(running.url, args.workspaces, args.agents, args.visitors, args.messages))
    text = report(args, *times)
    REPORT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
