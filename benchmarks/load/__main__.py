"""`make load`: a day in the life against the local gateway, some minutes long (MINUTES=5).

Starts a stack of its own and lets locust play the people (`people.py`): visitors who arrive, write, read and
rate, agents who poll their lists, answer and resolve, a tenant who watches and searches. Then it reconciles over REST:
every message that was answered for is there once and in order, no other is, and every count is what a recount finds.
The memory of gateway and ministack is sampled meanwhile. The figures go to `results.md`.

The limits are the template's own. In the second half of the day, two attackers (`attacker.py`) are at another
workspace, one from a single address and one from many. The run fails if they are let through more than the limits say,
if any request of the people fails, or if their median doubles: with everything on one machine, it needs an idle one.
"""

import csv
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx

from benchmarks.load.attacker import OWN_LIMITS, PACE, Attacker, many_addresses, one_address
from benchmarks.running import stack
from connextlive.table import token_bucket
from local.cloudformation.template import Template
from tools import ROOT
from tools.commands import output

type Json = dict[str, Any]

VISITORS, AGENTS = 12, 4
PASSWORD = "correct horse"
ONE, MANY = "one address", "many addresses"
TIMES_AS_LONG = 2  # at most, the median under attack
SETTLE_WITHIN = 120  # seconds until counters and search have followed
LOCUST = ROOT / ".venv/load/bin/locust"


class Api:
    """The gateway, as one person after the other."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, trust_env=False, timeout=60)

    def call(self, method: str, path: str, body: Any = None, token: str = "", **query: Any) -> Json:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self._http.request(method, path, json=body, headers=headers, params=query)
        assert answer.status_code == 200, (method, path, answer.status_code, answer.text[:300])
        result: Json = answer.json()
        return result


class Memory:
    """Resident memory of processes, every second."""

    def __init__(self, **pids: int) -> None:
        self.samples: dict[str, list[float]] = {name: [] for name in pids}
        self._pids, self._done = pids, Event()
        self._thread = Thread(target=self._sample)
        self._thread.start()

    def _sample(self) -> None:
        while not self._done.wait(1):
            for name, pid in self._pids.items():
                pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                self.samples[name].append(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)

    def stop(self) -> None:
        self._done.set()
        self._thread.join()


def prepare(api: Api) -> Json:
    """A workspace with agents and a key: who the people are."""
    owner = {"companyName": "Acme", "name": "Olga Owner", "email": "owner@acme.example", "password": PASSWORD}
    admin = api.call("POST", "/api/auth/register", owner)["token"]
    key = api.call("POST", "/api/tenant/api-keys", {"name": "Website"}, admin)["plainKey"]
    for number in range(AGENTS):
        invited = {"name": f"Agent {number}", "email": f"agent{number}@acme.example"}
        api.call("POST", "/api/tenant/agents", invited, admin)
    agents = []
    for number in range(AGENTS):
        text = _mail_to(api, f"agent{number}@acme.example")
        token = text.partition("token=")[2].split()[0]
        accepted = {"token": token, "password": PASSWORD}
        agents.append(api.call("POST", "/api/auth/accept-invite", accepted)["token"])
    return {"admin": admin, "key": key, "agents": agents}


def _mail_to(api: Api, address: str) -> str:
    for _ in range(300):
        for mail in api.call("GET", "/local/emails")["emails"]:
            if address in mail["to"]:
                return str(mail["text"])
        time.sleep(0.1)
    raise AssertionError(f"no mail to {address}")


def everything(api: Api, admin: str, path: str, name: str, **query: Any) -> list[Json]:
    """All of a list, by its cursor."""
    found: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = api.call("GET", path, None, admin, limit=100, **query, **({"cursor": cursor} if cursor else {}))
        found += answer[name]
        cursor = answer["pagination"]["nextCursor"]
    return found


def reconcile(api: Api, admin: str, agent: str, said: list[Json]) -> Json:
    """What was answered for, against what is there."""
    conversations = everything(api, admin, "/api/tenant/conversations", "conversations")
    assert len({one["id"] for one in conversations}) == len(conversations), "a conversation is listed twice"
    messages: dict[str, list[Json]] = {}
    for one in conversations:
        messages[one["id"]] = everything(api, agent, f"/api/agent/conversations/{one['id']}/messages", "messages")
    there = Counter(
        message["content"] for of in messages.values() for message in of if message["senderType"] != "SYSTEM"
    )
    sent = Counter(message["content"] for message in said)
    for one in said:
        ids = [message["id"] for message in messages.get(one["conversation"], ())]
        assert one["id"] in ids, ("lost", one)
        assert ids == sorted(ids), one
    for one in conversations:
        assert one["messageCount"] == len(messages[one["id"]]), ("miscounted", one["id"])
    return {"messages": len(said), "lost": (sent - there).total(), "doubled": (there - sent).total()} | {
        "conversations": len(conversations)
    }


def recount(api: Api, admin: str) -> tuple[Json, Json]:
    """The workspace's counts as they are shown, and as a recount finds them."""
    first = api.call("GET", "/api/tenant/conversations", None, admin, limit=1)
    listed = everything(api, admin, "/api/tenant/conversations", "conversations")
    status = Counter(one["status"].lower() for one in listed)
    counted = {name: status[name] for name in ("active", "waiting", "closed")}
    counted |= {"total": len(listed), "unread": sum(one["unreadCount"] for one in listed)}
    held = {agent["id"]: [agent["active"], agent["waiting"], agent["closed"]] for agent in first["agents"]}
    by_agent = {
        id: [
            sum(one["agentId"] == id and one["status"] == s for one in listed) for s in ("ACTIVE", "WAITING", "CLOSED")
        ]
        for id in held
    }
    visitors = everything(api, admin, "/api/tenant/visitors", "visitors")
    stats = api.call("GET", "/api/tenant/visitors", None, admin)["stats"]
    shown = first["counts"] | {"agents": held, "visitors": stats["total"], "returning": stats["returning"]}
    return shown, counted | {
        "agents": by_agent,
        "visitors": len(visitors),
        "returning": sum(one["isReturning"] for one in visitors),
    }


def settled(api: Api, admin: str) -> tuple[Json, float]:
    """The counts, once they equal a recount; and after how many seconds."""
    begun = time.monotonic()
    while True:
        shown, counted = recount(api, admin)
        if shown == counted:
            return shown, time.monotonic() - begun
        assert time.monotonic() < begun + SETTLE_WITHIN, ("counts drifted", shown, counted)
        time.sleep(0.5)


def victim(api: Api) -> Json:
    """The workspace that is attacked."""
    owner = {"companyName": "Victim", "name": "Vic", "email": "owner@victim.example", "password": PASSWORD}
    admin = api.call("POST", "/api/auth/register", owner)["token"]
    api.call("PUT", "/api/tenant/workspace", {"settings": {"limits": OWN_LIMITS}}, admin)
    key = api.call("POST", "/api/tenant/api-keys", {"name": "Website"}, admin)["plainKey"]
    return {"key": key, "socket": api.call("GET", "/api/health")["websocketUrl"]}


def play(url: str, people: Json, notes: Path, minutes: float, first: int) -> str:
    """The people's day, and its figures as CSV. Any request of theirs that fails fails this."""
    figures = notes.with_name(f"figures-{first}")
    environment = {**os.environ, "PEOPLE": json.dumps(people), "NOTES": str(notes), "NO_PROXY": "*"}
    command = [str(LOCUST), "--headless", "--host", url, "-f", str(ROOT / "benchmarks/load/people.py")]
    command += ["-u", str(VISITORS + AGENTS + 1), "-r", "4", "-t", f"{round(minutes * 60)}s", "--stop-timeout", "30"]
    command += ["--csv", str(figures), "--only-summary"]
    output(command, environment | {"FIRST": str(first)})
    return figures.with_name(f"{figures.name}_stats.csv").read_text()


def judged(attackers: list[Attacker]) -> str:
    """What the attackers achieved, as markdown; fails if more than the limits say, and a tenth."""
    lines = [
        "| attacker | kind | let through | the limit, while it lasted | refused with 429 |",
        "|---|---|---|---|---|",
    ]
    for attacker in attackers:
        assert not attacker.others(), attacker.others()
        for kind in PACE:
            most = _most(attacker, kind)
            lines.append(
                f"| from {attacker.name} | {kind} | {attacker.through(kind)} | {most or 'none is met'} "
                f"| {attacker.refused(kind)} |"
            )
            assert most is None or attacker.through(kind) <= 1.1 * most, lines[-1]
        closed = attacker.outcomes["frame: the connection was closed", 200]
        lines.append(f"| from {attacker.name} | frame | {attacker.through('frame')} sent | | {closed} times closed |")
        assert closed, "nobody closed the connection on which frames came without end"
    return "\n".join(lines)


def _most(attacker: Attacker, kind: str) -> int | None:
    """How many of a kind the limits let through while the attacker was there: a bucket, and what it gains."""
    is_one = attacker.name == ONE
    of = {
        "session": OWN_LIMITS["sessions"]["perAddress" if is_one else "perSite"],
        "message": OWN_LIMITS["messages"]["perAddress" if is_one else "perWorkspace"],
        "sign-up": ("sign_up", "address") if is_one else None,
        "connection": ("socket", "caller"),
    }[kind]
    if of is None:
        return None
    if isinstance(of, int):
        rate = token_bucket.Rate(of, 60)
    else:
        text = Template(ROOT / "template.yaml", {}).document["Globals"]["Function"]["Environment"]["Variables"]
        said = Template(ROOT / "template.yaml", {}).resolver({}).resolve(text["RATE_LIMITS"])
        rate = token_bucket.rates(said, of[0])[of[1]]
    return round(rate.quota * (1 + attacker.lasted / rate.window))


def main(minutes: float) -> None:
    with tempfile.TemporaryDirectory() as name:
        notes = Path(name) / "said.jsonl"
        with stack(Path(name), LIMITS="production") as running:
            api = Api(running.url)
            people, attacked = prepare(api), victim(api)
            memory = Memory(gateway=running.gateway, ministack=running.ministack)
            try:
                calm = play(running.url, people, notes, minutes / 2, 1)
                them = {ONE: one_address(), MANY: many_addresses()}
                attackers = [
                    Attacker(name, running.url, attacked["socket"], attacked["key"], addresses)
                    for name, addresses in them.items()
                ]
                try:
                    under_attack = play(running.url, people, notes, minutes / 2, 1_000_000)
                finally:
                    for attacker in attackers:
                        attacker.stop()
            finally:
                memory.stop()
            said = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
            shown, after = settled(api, people["admin"])
            found = reconcile(api, people["admin"], people["agents"][0], said)
            assert found["lost"] == found["doubled"] == 0, found
            text = report(minutes, found, shown, after, memory, [calm, under_attack], judged(attackers))
    print(text)
    before, under = median(calm), median(under_attack)
    assert under <= TIMES_AS_LONG * before, ("the others noticed", before, under)
    (ROOT / "benchmarks/load/results.md").write_text(text, encoding="utf-8")


def compared(calm: str, under_attack: str) -> list[str]:
    """The people's figures before and under attack."""
    before, under = ({row["Name"]: row for row in csv.DictReader(text.splitlines())} for text in (calm, under_attack))
    lines = ["| request | number | failed | p50 ms | p95 ms | number, attacked | failed | p50 ms | p95 ms |"]
    lines.append("|---|---|---|---|---|---|---|---|---|")
    columns = ("Request Count", "Failure Count", "50%", "95%")
    for name in {**before, **under}:
        cells = [of.get(name, {}).get(column, "") for of in (before, under) for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def median(figures: str) -> int:
    """The milliseconds within which half of the requests were answered."""
    (row,) = (row for row in csv.DictReader(figures.splitlines()) if row["Name"] == "Aggregated")
    return int(row["50%"])


def report(
    minutes: float, found: Json, shown: Json, after: float, memory: Memory, figures: list[str], attack: str
) -> str:
    """The results as markdown."""
    table = compared(*figures)
    kept = []
    for name, samples in memory.samples.items():
        third = max(1, len(samples) // 3)
        first, last = sum(samples[third : 2 * third]) / third, sum(samples[-third:]) / third
        kept.append(
            f"{name} {samples[0]:.0f} MB at first, {first:.0f} MB in the second third, {last:.0f} MB in the last"
        )
    counts = ", ".join(f"{name} {value}" for name, value in shown.items() if name != "agents")
    return "\n".join(
        [
            f"# Load\n\n{__doc__}",
            f"{minutes:g} minutes, {VISITORS} visitors and {AGENTS} agents at a time.\n",
            *table,
            f"\n{attack}",
            f"\n{found['messages']} messages in {found['conversations']} conversations: {found['lost']} lost, "
            f"{found['doubled']} doubled, each in order.",
            f"Counts equal a recount {after:.1f} s after the last request: {counts}.",
            f"Memory: {'; '.join(kept)}. What ministack keeps is what was written.",
            "",
        ]
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5)
