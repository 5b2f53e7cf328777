"""The simulated people of `make load`, for locust: what they do, how often, and every acknowledged message."""

import itertools
import json
import os
import random
from pathlib import Path
from typing import Any

from locust import HttpUser, between, events, task
from requests.adapters import HTTPAdapter

PEOPLE = json.loads(os.environ["PEOPLE"])
NOTES = Path(os.environ["NOTES"])
AGENTS = itertools.cycle(PEOPLE["agents"])
PLACES = itertools.count(1)
NUMBERS = itertools.count(int(os.environ["FIRST"]))
DICE = random.Random(5)  # noqa: S311  # no secret; locust's environment has no package of ours
PHRASES = ("where is my order", "the invoice is wrong", "Fatura nerede", "Ich komme nicht hinein", "¿cuánto cuesta")


@events.quitting.add_listener
def fail_on_any_error(environment: Any, **_: Any) -> None:
    """Any failed request fails the run."""
    environment.process_exit_code = 1 if environment.stats.total.num_failures else 0


class From(HTTPAdapter):
    """Connects from an address."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
        super().init_poolmanager(*sizes, source_address=(self._address, 0), **options)


class Person(HttpUser):
    """A person with a token."""

    abstract = True
    token = ""

    def on_start(self) -> None:
        """Everybody has an address of their own: all of 127.0.0.0/8 are this machine's."""
        self.client.mount("http://", From(f"127.1.0.{next(PLACES)}"))

    def ask(self, method: str, path: str, name: str, body: Any = None, **query: str) -> Any:
        """The response body; None on failure, which locust counts."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.client.request(method, path, name=name, json=body, params=query or None, headers=headers)
        return answer.json() if answer.status_code == 200 else None

    def say(self, path: str, name: str, **more: Any) -> Any:
        """Sends a unique message; now and then twice, as a client without a response would."""
        number = next(NUMBERS)
        body = {"content": f"{DICE.choice(PHRASES)} {number}", "clientMessageId": f"m{number}", **more}
        answer = self.ask("POST", path, name, body)
        if answer and DICE.random() < 0.1:
            again = self.ask("POST", path, name + ", again", body)
            assert again["message"]["id"] == answer["message"]["id"], (answer, again)
        if answer:
            note = {"id": answer["message"]["id"], "conversation": answer["conversation"]["id"]}
            with NOTES.open("a", encoding="utf-8") as notes:
                notes.write(json.dumps(note | {"content": body["content"]}) + "\n")
        return answer


class Visitor(Person):
    """Arrives, writes some messages, reads the replies, and leaves; then the next one arrives."""

    weight = 12
    wait_time = between(0.5, 2)

    def on_start(self) -> None:
        super().on_start()
        self.arrive()

    def arrive(self) -> None:
        number = next(NUMBERS)
        profile = {"userName": f"Visitor {number}", "userEmail": f"visitor{number}@example.com", "language": "en"}
        headers = {"X-API-Key": PEOPLE["key"]}
        answer = self.client.post("/api/widget/sessions", json=profile, headers=headers, name="widget: session")
        self.token = answer.json()["token"]

    @task(6)
    def write(self) -> None:
        self.say("/api/widget/messages", "widget: message")

    @task(4)
    def read(self) -> None:
        answer = self.ask("GET", "/api/widget/messages", "widget: messages")
        if answer and answer["messages"]:
            self.ask("POST", "/api/widget/mark-read", "widget: mark read")

    @task(2)
    def be_here(self) -> None:
        self.ask("POST", "/api/widget/heartbeat", "widget: heartbeat", {})

    @task(1)
    def leave(self) -> None:
        self.arrive()


class Agent(Person):
    """Polls the list, reads what is waiting, replies, and resolves some."""

    weight = 4
    wait_time = between(0.5, 1.5)

    def on_start(self) -> None:
        super().on_start()
        self.token = next(AGENTS)

    @task
    def work(self) -> None:
        listed = self.ask("GET", "/api/agent/conversations", "agent: list", status="active,waiting")
        if not listed or not listed["conversations"]:
            return
        one = DICE.choice(listed["conversations"])["id"]
        here = f"/api/agent/conversations/{one}"
        self.ask("GET", f"{here}/messages", "agent: messages")
        self.ask("POST", f"{here}/mark-read", "agent: mark read")
        self.say(f"{here}/messages", "agent: answer")
        if DICE.random() < 0.3:
            self.ask("POST", f"{here}/resolve", "agent: resolve")


class Owner(Person):
    """Watches the lists, and searches."""

    fixed_count = 1
    wait_time = between(1, 3)

    def on_start(self) -> None:
        super().on_start()
        self.token = PEOPLE["admin"]

    @task(3)
    def watch(self) -> None:
        self.ask("GET", "/api/tenant/conversations", "tenant: list")
        self.ask("GET", "/api/tenant/visitors", "tenant: visitors")

    @task(1)
    def search(self) -> None:
        self.ask("GET", "/api/tenant/conversations", "tenant: search", search=DICE.choice(PHRASES))
