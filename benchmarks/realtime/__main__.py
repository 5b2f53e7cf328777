"""How long a message takes from one person's POST to another one's screen: `make bench-realtime`.

Starts a stack of its own in a temporary folder, connects agents and visitors of several workspaces, has them write to
each other one message after the other, and writes `results.md`. Client, gateway, functions and the AWS emulator share
this machine's processors.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from benchmarks import ROOT

REPORT = Path(__file__).parent / "results.md"
PASSWORD = "correct horse 1"
LOST_AFTER = 20.0


@dataclass
class Person:
    """Someone with a token and an open socket; `heard` has when which message arrived."""

    token: str
    conversation_id: str = ""
    heard: dict[str, asyncio.Future[float]] = field(default_factory=dict)

    def hears(self, content: str) -> asyncio.Future[float]:
        return self.heard.setdefault(content, asyncio.get_running_loop().create_future())

    async def listen(self, address: str) -> asyncio.Task[None]:
        """Connects; the task goes on listening."""
        connection = await connect(f"{address}?token={self.token}", open_timeout=60)
        return asyncio.create_task(self._read(connection))

    async def _read(self, connection: ClientConnection) -> None:
        async with connection:
            async for text in connection:
                at = time.perf_counter()
                frame = json.loads(text)
                if frame["type"] == "message.created":
                    arrived = self.hears(frame["data"]["message"]["content"])
                    if not arrived.done():
                        arrived.set_result(at)


@dataclass
class Workspace:
    agents: list[Person]
    visitors: list[Person]


@dataclass
class Times:
    """Seconds, by what they are of."""

    answer: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    every: list[float] = field(default_factory=list)
    lost: int = 0


class Bench:
    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=60, limits=httpx.Limits(max_connections=8))

    async def call(self, method: str, path: str, body: Any = None, token: str = "", **headers: str) -> Any:
        if token:
            headers["Authorization"] = f"Bearer {token}"
        answer = await self.http.request(method, path, json=body, headers=headers)
        answer.raise_for_status()
        return answer.json()

    async def workspace(self, number: int, agents: int, visitors: int) -> Workspace:
        name = f"bench{number}-{os.getpid()}"
        owner = {"companyName": name, "name": "Olivia", "email": f"{name}@example.com", "password": PASSWORD}
        token = (await self.call("POST", "/api/auth/register", owner))["token"]
        key = (await self.call("POST", "/api/tenant/api-keys", {"name": "Widget"}, token))["plainKey"]
        emails = [f"{name}-{n}@example.com" for n in range(agents)]
        for email in emails:
            await self.call("POST", "/api/tenant/agents", {"name": "Bob", "email": email}, token)
        accepted = await gathered(self.accept(email) for email in emails)
        made = Workspace([Person(token) for token in accepted], [])
        for n in range(visitors):
            visitor = await self.call("POST", "/api/widget/sessions", {"userName": f"V{n}"}, **{"X-API-Key": key})
            person = Person(visitor["token"])
            said = await self.call("POST", "/api/widget/messages", {"content": "Hello"}, person.token)
            person.conversation_id = said["conversation"]["id"]
            await self.agent_says(made.agents[n % agents], person, "Hello, too")
            made.visitors.append(person)
        return made

    async def accept(self, email: str) -> str:
        for _ in range(200):
            for mail in reversed((await self.call("GET", "/local/emails"))["emails"]):
                if email in mail["to"]:
                    found = re.search(r"[?&]token=([^\s\"'&<>)]+)", mail["text"])
                    assert found
                    body = {"token": found[1], "password": PASSWORD}
                    return str((await self.call("POST", "/api/auth/accept-invite", body))["token"])
            await asyncio.sleep(0.2)
        raise RuntimeError(f"no mail for {email}")

    async def visitor_says(self, visitor: Person, content: str) -> Any:
        return await self.call("POST", "/api/widget/messages", {"content": content}, visitor.token)

    async def agent_says(self, agent: Person, visitor: Person, content: str) -> Any:
        path = f"/api/agent/conversations/{visitor.conversation_id}/messages"
        return await self.call("POST", path, {"content": content}, agent.token)


async def gathered[T](awaited: Iterable[Awaitable[T]]) -> list[T]:
    return list(await asyncio.gather(*awaited))


async def measure(say: Callable[[], Awaitable[Any]], listeners: list[asyncio.Future[float]], times: Times) -> None:
    began = time.perf_counter()
    await say()
    times.answer.append(time.perf_counter() - began)
    done, late = await asyncio.wait(listeners, timeout=LOST_AFTER)
    times.lost += len(late)
    took = sorted(future.result() - began for future in done)
    times.first += took[:1]
    times.every += took


async def run(url: str, workspaces: int, agents: int, visitors: int, messages: int) -> tuple[Times, Times]:
    bench = Bench(url)
    address = (await bench.call("GET", "/api/health"))["websocketUrl"]
    made = [await bench.workspace(number, agents, visitors) for number in range(workspaces)]
    people = [person for workspace in made for person in (*workspace.agents, *workspace.visitors)]
    listening = [await person.listen(address) for person in people]
    print(f"{len(people)} are connected", flush=True)
    await asyncio.sleep(5)  # that they came is told to the others first
    to_agents, to_visitors = Times(), Times()
    for number in range(messages + 10):
        workspace = made[number % workspaces]
        visitor = workspace.visitors[number // workspaces % visitors]
        warming = number < 10
        content = f"from a visitor {number}"
        heard = [agent.hears(content) for agent in workspace.agents]
        say = partial(bench.visitor_says, visitor, content)
        await measure(say, heard, Times() if warming else to_agents)
        content = f"from an agent {number}"
        say = partial(bench.agent_says, workspace.agents[number % agents], visitor, content)
        await measure(say, [visitor.hears(content)], Times() if warming else to_visitors)
        await asyncio.sleep(0.05)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return to_agents, to_visitors


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


def at(values: list[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def start(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PORT": str(port), "LOCAL_DIR": str(folder / "data")}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "local"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    for _ in range(600):
        if (folder / "data" / "demo.json").exists():
            return process, url
        time.sleep(0.2)
    process.kill()
    raise RuntimeError("the stack did not start")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--workspaces", type=int, default=10)
    parser.add_argument("--agents", type=int, default=10, help="in each workspace")
    parser.add_argument("--visitors", type=int, default=10, help="in each workspace")
    parser.add_argument("--messages", type=int, default=300, help="each way")
    parser.add_argument("--url", help="of a stack that runs")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        process, url = (None, args.url) if args.url else start(Path(folder))
        try:
            times = asyncio.run(run(url, args.workspaces, args.agents, args.visitors, args.messages))
        finally:
            if process:
                process.send_signal(signal.SIGTERM)
                process.wait(60)
    text = report(args, *times)
    REPORT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
