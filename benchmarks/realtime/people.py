"""People of several workspaces with open sockets, who write to each other in a stack of their own."""

import asyncio
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

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
        name = f"bench{number}-{time.time_ns()}"
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


@dataclass
class Connected:
    """Everybody of some workspaces of equal size, with open sockets."""

    bench: Bench
    workspaces: list[Workspace]
    listening: list[asyncio.Task[None]]
    to_agents: Times = field(default_factory=Times)
    to_visitors: Times = field(default_factory=Times)

    @classmethod
    async def to(cls, url: str, workspaces: int, agents: int, visitors: int) -> "Connected":
        bench = Bench(url)
        address = (await bench.call("GET", "/api/health"))["websocketUrl"]
        made = [await bench.workspace(number, agents, visitors) for number in range(workspaces)]
        people = [person for workspace in made for person in (*workspace.agents, *workspace.visitors)]
        listening = [await person.listen(address) for person in people]
        print(f"{len(people)} are connected", file=sys.stderr, flush=True)
        return cls(bench, made, listening)

    async def say(self, number: int, *, is_measured: bool = True) -> None:
        """A visitor writes, an agent answers."""
        turn, place = divmod(number, len(self.workspaces))
        workspace = self.workspaces[place]
        visitor = workspace.visitors[turn % len(workspace.visitors)]
        to_agents, to_visitors = (self.to_agents, self.to_visitors) if is_measured else (Times(), Times())
        content = f"from a visitor {number}"
        heard = [agent.hears(content) for agent in workspace.agents]
        await measure(partial(self.bench.visitor_says, visitor, content), heard, to_agents)
        content = f"from an agent {number}"
        agent = workspace.agents[number % len(workspace.agents)]
        say = partial(self.bench.agent_says, agent, visitor, content)
        await measure(say, [visitor.hears(content)], to_visitors)

    async def close(self) -> None:
        for task in self.listening:
            task.cancel()
        await asyncio.gather(*self.listening, return_exceptions=True)


def at(values: list[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
