"""What a message, a resolved conversation and a report cost: units as measured, dollars at list prices.
`python -m benchmarks.dynamodb.cost` prints the tables of docs/cost.md.

The steps of a conversation go through the real functions against a ministack of their own, as in `capacity.py`, with
everything that follows from them: counters, search, roll-ups, events, queues, consumers. What is counted is what AWS
bills. How long a function runs is its processor time by `make bench` (benchmarks/starts/results.md), stretched to the
share of a processor that Lambda gives for its memory, and the time that it waits for the calls that were counted.
"""

import asyncio
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from benchmarks.dynamodb.stack import Stack, a_stack
from benchmarks.dynamodb.tenant import Tenant
from benchmarks.dynamodb.units import PARTITIONS, Cost, Json, size_of
from local.cloudformation.template import Template
from tools import ROOT
from tools.generate.examples import EVENT

# us-east-1, on demand, first tier, without free tiers. Those of DynamoDB, Lambda and API Gateway were looked up in
# November 2026, the others are as last known.
PRICES = {
    "write units": 0.625e-6,  # DynamoDB, since November 2024
    "read units": 0.125e-6,
    "API requests": 4.50e-6,  # API Gateway, REST, and CloudFront before it
    "invocations": 0.20e-6,  # Lambda
    "GB-seconds": 13.3334e-6,  # Lambda, arm64
    "events": 1.00e-6,  # EventBridge, custom
    "queue requests": 0.40e-6,  # SQS, standard
    "emails": 100e-6,  # SES
    "files written": 5.00e-6,  # S3
    "files read": 0.40e-6,
    "socket messages": 1.00e-6,  # API Gateway, WebSocket
    "socket minutes": 0.25e-6,
    "model tokens read": 0.06e-6,  # Amazon Nova Lite on Bedrock
    "model tokens written": 0.24e-6,
}
A_PROCESSOR = 1769  # MB for which Lambda gives a whole one
WAITED = 0.005, 0.02  # seconds for an answer of DynamoDB, of another service: assumed
COLD = 0.01  # share of invocations that start an environment, of a busy stack: AWS's "under 1 %"
EMAIL = "An email to a visitor who has left"  # the step that sends one
REQUESTS_A_MESSAGE = 3  # of a queue: sent, received, deleted
TRANSCRIPT, ANALYSIS = 900, 150  # tokens of a conversation of eight messages with its instructions: assumed
MINUTES, FRAMES = 10, 50  # of a visitor's and an agent's socket, and what is told on them beside pongs: assumed
MERGES = 0.46 * 8  # write units that merging the search index takes later: by message, as bench-search measures
PINGS = 24  # of each of the two in that time
A_MONTH, KEPT = 30, 365  # days; days of conversations that are in the table
A_GIGABYTE = 0.25  # a month, of a table
AN_ALARM, A_SECRET = 0.10, 0.40  # a month
POLLS = 5 * 3 * 60 * 24 * A_MONTH  # of an idle queue a month: five pollers that wait 20 seconds
VOLUMES = (1, 1_000, 100_000)  # conversations a day
OF_S3 = {"PutObject": "files written", "GetObject": "files read", "ListObjectsV2": "files written"}
STREAM = {"OnTableChangeProjectFunction"}

type Units = defaultdict[str, float]


@dataclass(frozen=True)
class Step:
    """An action, and how often it occurs in the conversation of docs/cost.md."""

    name: str
    times: int
    do: Callable[[], Awaitable[object]]


@cache
def _benched() -> dict[str, tuple[float, float]]:
    """CPU seconds by function: of a cold start with its first response, and of each further one."""
    lines = (
        (ROOT / "benchmarks/starts/results.md")
        .read_text(encoding="utf-8")
        .partition("## Every function")[2]
        .splitlines()
    )
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines if line.startswith("|")]
    start, further = rows[0].index("cold ms"), rows[0].index("CPU ms")
    return {row[0]: (float(row[start]) / 1e3, float(row[further]) / 1e3) for row in rows[2:]}


def _gigabyte_seconds(stack: Stack, name: str, cost: Cost) -> tuple[float, float]:
    """For an invocation, and in addition for a cold one."""
    memory = stack.declared[name].memory
    cold, warm = (seconds * max(1, A_PROCESSOR / memory) for seconds in _benched()[stack.declared[name].folder.name])
    waited = WAITED[0] * len(cost.calls) + WAITED[1] * cost.elsewhere.total()
    return (warm + waited) * memory / 1024, (cold - warm) * memory / 1024


async def measured(stack: Stack, do: Callable[[], Awaitable[object]]) -> Units:
    """What one step consumes, with everything it triggers. Authorizers are excluded: they run twice a minute."""
    ran, published, notified = len(stack.invoked), len(stack.published), stack.notified
    held = await asyncio.to_thread(_bytes_held, stack)
    await do()
    units: Units = defaultdict(float)
    for name, cost in stack.invoked[ran:]:
        if name == "AuthorizerFunction":
            continue
        of_queue = name.startswith("On") and name not in STREAM
        units["invocations"] += 1
        warm, cold = _gigabyte_seconds(stack, name, cost)
        units["GB-seconds"] += warm
        units["GB-seconds of a start"] += cold
        units["calls"] += len(cost.calls)
        units["read units"] += cost.read
        units["write units"] += cost.written + cost.indexed
        units["queue requests"] += REQUESTS_A_MESSAGE * of_queue
        units["emails"] += cost.elsewhere["SendEmail"]
        units["API requests"] += not name.startswith(("On", "Ws"))
        units["socket messages"] += 2 * (name == "WsDefaultFunction")  # a frame and its answer
        for operation, kind in OF_S3.items():
            units[kind] += cost.elsewhere[operation]
    units["events"] += len(stack.published) - published
    # The stream's other reader is not run, because nobody listens.
    notified = stack.notified - notified
    units["invocations"] += notified
    units["GB-seconds"] += notified * _gigabyte_seconds(stack, "OnTableChangeNotifyFunction", Cost())[0]
    units["bytes"] = await asyncio.to_thread(_bytes_held, stack) - held
    return units


def _bytes_held(stack: Stack) -> int:
    """What DynamoDB bills as stored: items, and again for each index that contains them."""
    pages = stack.aws.client("dynamodb").get_paginator("scan").paginate(TableName=stack.table)
    items: Iterator[dict[str, Any]] = (item for page in pages for item in page["Items"])
    return sum((size_of(item) + 100) * (1 + sum(name in item for name in PARTITIONS)) for item in items)


async def steps(stack: Stack, tenant: Tenant) -> list[Step]:
    """A conversation of four messages of each side, with widget and console open for ten minutes. Both have a socket,
    on which they ping; the widget has a conversation to show from its first message on."""
    ask, profile = stack.ask, {"userName": "Vera", "userEmail": "vera@example.org", "language": "en"}
    held: dict[str, str] = {}
    text = {"content": "Good morning, where do I find my invoices?"}
    answer = {"content": "Good morning! Under Settings, Billing, the last entry."}

    async def arrive() -> None:
        session = await ask(None, "POST", "/api/widget/sessions", profile, x_api_key=tenant.key)
        held["token"], held["id"] = f"Bearer {session['token']}", session["visitor"]["id"]

    def visitor(method: str, path: str, body: Json | None = None) -> Callable[[], Awaitable[Json]]:
        async def do() -> Json:
            found = await ask(None, method, f"/api/widget/{path}", body, authorization=held["token"])
            held["conversation"] = (found.get("conversation") or {}).get("id") or held.get("conversation", "")
            return found

        return do

    def agent(method: str, path: str = "", body: Json | None = None) -> Callable[[], Awaitable[Json]]:
        async def do() -> Json:
            where = f"/api/agent/conversations{path}".format(**held)
            found = await ask(None, method, where, body, authorization=tenant.agent)
            held["message"] = (found.get("message") or {}).get("id") or held.get("message", "")
            return found

        return do

    def owner(method: str, path: str, body: Json | None = None) -> Callable[[], Awaitable[Json]]:
        return lambda: ask(None, method, f"/api/tenant/{path}", body, authorization=tenant.admin)

    def socket(role: str, route: str, frame: Json | None = None) -> Callable[[], Awaitable[None]]:
        async def do() -> None:
            claims = tenant.claims(role, held["id"] if role == "VISITOR" else tenant.agent_id)
            await stack.on_socket(None, route, claims, frame)

        return do

    async def mail() -> None:
        await stack.leave(tenant.tenant_id, held["id"])
        about = {"tenantId": tenant.tenant_id, "eventId": EVENT, "occurredAt": "2026-01-31T09:30:00.123Z"}
        detail = about | {"conversationId": held["conversation"], "messageId": held["message"], "senderType": "AGENT"}
        await stack.give("OnEventVisitorMailFunction", {"detail-type": "message.created", "detail": detail}, None)

    return [
        Step("The widget opens", 1, arrive),
        Step("The widget's socket opens", 1, socket("VISITOR", "Connect")),
        Step("A visitor's first message", 1, visitor("POST", "messages", text)),
        Step("A ping of the widget", PINGS, socket("VISITOR", "Default", {"type": "ping"})),
        Step("A heartbeat of a widget without a socket", 0, visitor("POST", "heartbeat", {})),
        Step("A ping of the agent's console", PINGS, socket("AGENT", "Default", {"type": "ping"})),
        Step("A visitor's next message", 3, visitor("POST", "messages", text)),
        Step("The agent's inbox", 4, agent("GET")),
        Step("A conversation's messages", 2, agent("GET", "/{conversation}/messages")),
        Step("Marked as read by the agent", 4, agent("POST", "/{conversation}/mark-read")),
        Step("An agent's message", 4, agent("POST", "/{conversation}/messages", answer)),
        Step(EMAIL, 0, mail),
        Step("Marked as read by the visitor", 4, visitor("POST", "mark-read")),
        Step("Resolved and analyzed", 1, agent("POST", "/{conversation}/resolve")),
        Step("Rated", 1, visitor("POST", "rating", {"score": 5})),
        Step("The widget's socket closes", 1, socket("VISITOR", "Disconnect")),
        Step("A monthly report", 0, owner("POST", "reports", {"period": "month"})),
    ]


def dollars(units: Units) -> float:
    return sum(PRICES.get(kind, 0) * number for kind, number in units.items())


async def main() -> None:
    async with a_stack() as stack:
        tenant = Tenant(stack, 100)
        await tenant.fill()
        found: list[tuple[Step, Units]] = []
        for step in await steps(stack, tenant):
            units = await measured(stack, step.do)
            if step.name == "Resolved and analyzed":
                units |= {"model tokens read": TRANSCRIPT, "model tokens written": ANALYSIS}
            found.append((step, units))
        print_tables(stack, found)


def print_tables(stack: Stack, found: list[tuple[Step, Units]]) -> None:
    mailing = [step.name for step, units in found if units["emails"]]
    if mailing != [EMAIL]:
        raise SystemExit(f"Emails are sent by {mailing}, not by {EMAIL!r} alone")
    shown = ("calls", "read units", "write units", "invocations", "events", "queue requests", "emails")
    print(f"| step | {' | '.join(shown)} | S3 | $ per 1,000 | times |")
    print("|---|" + "---|" * (len(shown) + 3))
    for step, units in found:
        files = units["files written"] + units["files read"]
        cells = " | ".join(f"{units[kind]:g}" for kind in shown)
        print(f"| {step.name} | {cells} | {files:g} | {1000 * dollars(units):.4f} | {step.times or ''} |")
    whole: Units = defaultdict(float)
    for step, units in found:
        for kind, number in units.items():
            whole[kind] += step.times * number
    # Two tokens for ten minutes, each authorizer's answer kept for half a minute: a write for the agent, two reads for
    # the visitor.
    runs = 2 * MINUTES
    asked = _gigabyte_seconds(stack, "AuthorizerFunction", Cost(calls=["one"]))[0]
    started = whole["GB-seconds of a start"]
    further: dict[str, float] = {"invocations": 2 * runs, "write units": runs + MERGES, "read units": 2 * runs}
    further |= {"socket messages": FRAMES, "socket minutes": 2 * MINUTES}
    further |= {"GB-seconds": 2 * runs * asked + COLD * started}
    for kind, number in further.items():
        whole[kind] += number
    print("\n| 1,000 conversations | number | $ |\n|---|---|---|")
    for kind in PRICES:
        if whole[kind]:
            print(f"| {kind} | {1000 * whole[kind]:,.0f} | {1000 * whole[kind] * PRICES[kind]:.2f} |")
    print(f"| **total** | | **{1000 * dollars(whole):.2f}** |")
    print_months(stack, whole, started)


def print_months(stack: Stack, whole: Units, started: float) -> None:
    """A month's bill by conversations a day. With one a day, every invocation is a cold start."""
    alarms = Template(ROOT / "template.yaml", {}).resources_of("AWS::CloudWatch::Alarm").values()
    metrics = [len([one for one in alarm["Properties"].get("Metrics", ()) if "MetricStat" in one]) for alarm in alarms]
    watched = sum(number or 1 for number in metrics)
    queues = sum(event.type == "SQS" for function in stack.declared.values() for event in function.events)
    secrets = len(Template(ROOT / "template.yaml", {}).resources_of("AWS::SecretsManager::Secret"))
    idle = AN_ALARM * watched + A_SECRET * secrets + queues * POLLS * PRICES["queue requests"]
    print(f"\n{watched} alarm metrics, {queues} queues, {whole['bytes'] / 1024:.1f} KB stored for each conversation.")
    print("\n| conversations a day | usage | storage | fixed | $ a month | $ per 1,000 |")
    print("|---|---|---|---|---|---|")
    for volume in VOLUMES:
        number = volume * A_MONTH
        taken = number * (dollars(whole) + (started * PRICES["GB-seconds"] if volume == 1 else 0))
        stored = A_GIGABYTE * whole["bytes"] * volume * KEPT / 1024**3
        month = taken + stored + idle
        cells = f"{taken:,.2f} | {stored:,.2f} | {idle:,.2f} | **{month:,.2f}** | {1000 * month / number:,.2f}"
        print(f"| {volume:,} | {cells} |")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
