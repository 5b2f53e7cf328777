"""`make bench-scale`: what every endpoint costs in tenants of 1,000 to 1,000,000 conversations (ARGS="1000 100000").

Three tables, all measured as `capacity.py` does: each request through the gateway's code to the real handlers. A
tenant holds all that belongs to a conversation: one is really made, the others are copies of its items under other ids,
names and times, which is asserted of one of them. ministack bears 10,000 conversations; larger tenants are in memory
(`table.py`), in a table that makes the items of a conversation when they are read, and has ministack make
writes. That both tables answer alike is asserted: the same requests, the same calls and units.
"""

import asyncio
import json
import re
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from typing import Any

from benchmarks.dynamodb import capacity
from benchmarks.dynamodb.stack import Stack, an_account
from benchmarks.dynamodb.table import LargeTable, Spent, Table
from benchmarks.dynamodb.tenant import Tenant, index_all
from benchmarks.dynamodb.units import Cost, Key
from local.cloudformation.template import Template
from local.emulator.aws import Aws
from local.emulator.mailbox import Mailbox
from tools import ROOT
from tools.generate.operations import module

type Json = dict[str, Any]
type Rows = dict[str, list[tuple[Cost, Cost | None]]]

ON_MINISTACK = (100, 1_000, 10_000)
IN_MEMORY = (1_000, 10_000, 100_000, 1_000_000)
REPEATED = 5
KEYS = ("pk", "sk", "listed", "list_state", "list_owner_state")
TIME = r"\d{4}-\d\d-\d\dT[\d:.]+Z"
STEP = 1_000  # ms from one conversation to the next


class Copies:
    """The really made conversation's items, again and again: the n-th copy is a little younger than the one before."""

    def __init__(self, tenant: Tenant, made: dict[Key, Json]) -> None:
        self.tenant_id, self.site_id = tenant.tenant_id, tenant.site
        indexed = [item for item in made.values() if item.get("kind") == {"S": "search"}]
        self._logged = json.dumps([packed["S"] for item in indexed for packed in item["entries"]["L"]])
        self._texts = {key: json.dumps(item) for key, item in made.items() if "kind" in item and item not in indexed}
        everything = " ".join(self._texts.values())
        self._ulids = sorted(set(re.findall(r"(?:cnv|vis|msg)_([0-9A-Z]{26})", everything)))
        self._times = sorted(set(re.findall(TIME, everything)))
        olds = [*self._ulids, *map(str.lower, self._ulids), *self._times, "000000"]
        self._olds = re.compile(f"({'|'.join(map(re.escape, olds))})")
        self.counters = [item for key, item in made.items() if key[1].startswith("count#")]
        self._now = time.time() - 3600

    def items(self, number: int, size: int) -> Iterator[Json]:
        new = self._new(number, size)
        for text in self._texts.values():
            yield json.loads(self._olds.sub(lambda old: new[old[0]], text))

    def _new(self, number: int, size: int) -> dict[str, str]:
        """What stands in the place of ids, times and the visitor's number."""
        from connextlive.core.ids import _encode, timestamp

        at = self._now - (size - number) * STEP / 1000
        moments = {old: int(at * 1000) + place for place, old in enumerate(self._ulids)}
        new = {old: _encode(moment << 80 | number ^ _by_chance(moment)) for old, moment in moments.items()}
        new |= {old.lower(): ulid.lower() for old, ulid in new.items()}
        new |= {old: timestamp(at + place / 1000) for place, old in enumerate(self._times)}
        return new | {"000000": f"{number:06}"}

    def table(self, size: int) -> Table:
        """A tenant of so many conversations, without what was really made."""
        table = Table()
        table.rest_has_entities = True
        for item in self._users:
            table.put(item)
        with table.answering():
            self.fill(table, range(size), size)
        return table

    def fill(self, table: Table, numbers: range, size: int) -> None:
        """Puts copies into a table: lists, the words that are searched, counters; the rest on demand."""
        for item in self.totals(size):
            table.put(item)
        own = [text for text in self._texts.values() if "list_state" in text]
        # Literals and, in between, what is replaced.
        keys = [
            (text, {name: self._olds.split(value["S"]) for name, value in json.loads(text).items() if name in KEYS})
            for text in own
        ]
        for number in numbers:
            new = self._new(number, size)
            for text, parts in keys:
                made = {name: {"S": "".join(new.get(part, part) for part in of)} for name, of in parts.items()}
                table.put_lazily(made, partial(self._made, text, made["pk"], number, size))
        index_all(self.tenant_id, (packed for number in numbers for packed in self.logged(number, size)))
        others = table.rest
        table.rest = lambda pk: self._of_partition(size, pk) if pk.startswith(self.tenant_id) else others(pk)

    def logged(self, number: int, size: int) -> list[str]:
        """What the search index's log had of a copy."""
        new = self._new(number, size)
        found: list[str] = json.loads(self._olds.sub(lambda old: new[old[0]], self._logged))
        return found

    def _made(self, text: str, pk: Json, number: int, size: int) -> Json:
        new = self._new(number, size)
        found: Json = json.loads(self._olds.sub(lambda old: new[old[0]], text))
        return found | {"pk": pk}

    def _of_partition(self, size: int, pk: str) -> list[Json]:
        """The items of one conversation or visitor, whose id says which copy it is of."""
        from connextlive.core.ids import _decode

        if not re.search(r"#(cnv|vis)_\w{26}$", pk):
            return []
        moment, rest = divmod(_decode(pk[-26:]), 1 << 80)
        number = rest ^ _by_chance(moment)
        if number >= size:
            return []  # of something really made
        return [item for item in self.items(number, size) if item["pk"]["S"] == pk]

    def totals(self, size: int) -> Iterator[Json]:
        for item in self.counters:
            yield {n: {"N": str(int(v["N"]) * size)} if "N" in v else v for n, v in item.items()}

    def note_team(self, client: Any, table: str) -> None:
        """The users, the workspace and what readers of its counters need to know, as they were really made."""
        from connextlive.counters import STATE

        keys = [(f"{self.tenant_id}#team", "user#"), (f"{self.tenant_id}#team", STATE), (self.tenant_id, "workspace")]
        self._users: list[Json] = []
        for pk, prefix in keys:
            values = {":pk": {"S": pk}, ":sk": {"S": prefix}}
            condition = "pk = :pk AND begins_with(sk, :sk)"
            found = client.query(TableName=table, KeyConditionExpression=condition, ExpressionAttributeValues=values)
            self._users += found["Items"]


def _by_chance(moment: int) -> int:
    """What stands behind the time in an ID: as random as in a real one, or the search index's blocks, which are
    compressed, would be less than half as long as theirs."""
    return int.from_bytes(sha256(moment.to_bytes(6)).digest()[:10])


def requests(tenant: Tenant, size: int, cursors: Json) -> Iterator[tuple[str, str, Json]]:
    """What is asked of a tenant in memory: a label, a function, its query."""
    conversations, visitors = "tenant_conversations_list", "tenant_visitors_list"
    half, last = size // 2, size - 1
    yield "50", conversations, {}
    yield "100", conversations, {"limit": "100"}
    yield "one status", conversations, {"status": "WAITING"}
    yield "two statuses", conversations, {"status": "ACTIVE,WAITING"}
    yield "unassigned", conversations, {"agentId": "unassigned"}
    yield "cursor in the middle", conversations, {"cursor": cursors["middle"]}
    yield "offset = half, at most 10,000", conversations, {"offset": str(min(half, 10_000))}
    yield "search finds 1", conversations, {"search": f"n{last:06}"}
    yield "search finds 1 by a rare and a frequent word", conversations, {"search": f"invoices n{last:06}"}
    yield "search finds all, at most 1,000", conversations, {"search": "invoices"}
    yield "20", "agent_conversations_list", {}
    yield "search finds 1", "agent_conversations_list", {"search": f"n{last:06}"}
    yield "25", visitors, {}
    yield "one site", visitors, {"siteId": tenant.site}
    yield "page = half, at most 10,000 items", visitors, {"page": str(min(half, 10_000) // 25)}
    yield "search finds 1", visitors, {"search": f"n{last:06}"}
    yield "25", "agent_visitors_list", {}
    yield "", "tenant_agents_list", {}
    yield "", "agent_profile_get", {}


def ask(function: str, tenant: Tenant, query: Json) -> Json:
    event = json.loads((ROOT / "events" / f"{function}.json").read_text(encoding="utf-8"))
    role, user = ("AGENT", tenant.agent_id) if function.startswith("agent") else ("CUSTOMER", tenant.agent_id)
    event["requestContext"]["authorizer"] = {"tenantId": tenant.tenant_id, "userId": user, "role": role, "name": "A"}
    event["queryStringParameters"] = query
    event["multiValueQueryStringParameters"] = {name: [value] for name, value in query.items()}
    answer = HANDLERS.setdefault(function, module(function).handler)(event, None)
    assert answer["statusCode"] == 200, answer
    result: Json = json.loads(answer["body"])
    return result


HANDLERS: Json = {}


def measured_in_memory(tenant: Tenant, copies: Copies, sizes: list[int]) -> Iterator[str]:
    rows: dict[str, list[tuple[Spent, float]]] = {}
    for size in sizes:
        print(f"making a tenant with {size:,} conversations in memory …", file=sys.stderr)
        table = copies.table(size)
        with table.answering():
            from connextlive.table import pages

            middle = f"{capacity_timestamp(copies, size)}#"
            for label, function, query in requests(tenant, size, {"middle": pages.encode_cursor(middle)}):
                times = []
                for _ in range(REPEATED):
                    table.spent = Spent()
                    begun = time.perf_counter()
                    answer = ask(function, tenant, query)
                    times.append((time.perf_counter() - begun) * 1000)
                if "finds 1" in label:
                    assert answer["pagination"]["total"] == 1, (label, answer["pagination"])
                rows.setdefault(f"`{function}`" + (f", {label}" if label else ""), []).append(
                    (table.spent, statistics.median(times))
                )
    yield "| request | calls | RCU | our ms |"
    yield "|---|---|---|---|"
    for name, cells in rows.items():
        calls, units = [f"{s.calls}" for s, _ in cells], [f"{s.read:g}" for s, _ in cells]
        yield f"| {name} | {_one(calls)} | {_one(units)} | {' · '.join(f'{ms:.1f}' for _, ms in cells)} |"
    yield ""
    yield f"One figure is that of all: {', '.join(f'{size:,}' for size in sizes)} conversations."


def capacity_timestamp(copies: Copies, size: int) -> str:
    from connextlive.core.ids import timestamp

    return timestamp(copies._now - size / 2 * STEP / 1000)


def _one(figures: list[str]) -> str:
    return figures[0] if len(set(figures)) == 1 else " · ".join(figures)


def check_copies(stack: Stack, tenant: Tenant, copies: Copies) -> None:
    """A copy is what would be really made: what it is to be found by follows from it, and its keys from its values."""
    from connextlive.search import index
    from connextlive.search.segments import Entry
    from connextlive.table import codec

    items = [codec.plain(item) for item in copies.items(7, 10)]
    entries = {entry.document: entry.terms for entry in map(Entry.of, copies.logged(7, 10))}
    wanted = [index.entry(item["pk"], item) for item in items if item["kind"] in index.KINDS]
    assert entries == {entry.document: entry.terms for entry in wanted if entry.terms}
    for item in items:
        if item["kind"] == "conversation":
            assert item["listed"] == f"{item['last_activity_at']}#{item['id']}"
            assert item["list_state"] == f"{tenant.tenant_id}#conversations#{item['status']}"


def check_table(stack: Stack, tenant: Tenant, copies: Copies) -> None:
    """ministack and the table in memory answer the same requests with the same, for the same units."""
    from connextlive.identity import team

    size, client = 60, stack.aws.client("dynamodb")
    table = copies.table(size)
    for number in range(1, size):
        for item in copies.items(number, size):
            client.put_item(TableName=stack.table, Item=item)
    for item in (*copies.totals(size), *copies._users):
        client.put_item(TableName=stack.table, Item=item)
    # The really made one is not in the table in memory, where copies are numbered from 0.
    for pk, sk in list(copies._texts):
        client.delete_item(TableName=stack.table, Key={"pk": {"S": pk}, "sk": {"S": sk}})
    for item in copies.items(0, size):
        client.put_item(TableName=stack.table, Item=item)
    forget_index(stack, tenant)
    index_all(tenant.tenant_id, (packed for number in range(size) for packed in copies.logged(number, size)))
    meter = stack._functions.meter
    for label, function, query in requests(tenant, size, {"middle": ""}):
        query = {name: value for name, value in query.items() if value}
        meter.cost = Cost()
        team._kept.clear()
        real = ask(function, tenant, query)
        team._kept.clear()  # both read the team anew
        with table.answering():
            table.spent = Spent()
            same = ask(function, tenant, query)
        assert real == same, (label, function, real, same)
        costs = (len(meter.cost.calls), meter.cost.read), (table.spent.calls, table.spent.read)
        assert costs[0] == costs[1], (label, function, costs)


def forget_index(stack: Stack, tenant: Tenant) -> None:
    """Deletes what is in the search index of what was really made."""
    from connextlive.search import segments
    from connextlive.table import items, writes

    pk = segments.pk(tenant.tenant_id)
    writes.delete_all((pk, raw["sk"]["S"]) for raw in items.query(pk, limit=sys.maxsize, fields=("sk",)))


class First(Tenant):
    """A tenant with its first conversation, and the items that it consists of."""

    def _copy(self, first: dict[Key, Json]) -> None:
        self.made = {key: item for key, item in first.items() if self.tenant_id in key[0]}


class LargeTenant(Tenant):
    """A tenant in a table in memory."""

    def __init__(self, stack: Stack, size: int, table: LargeTable) -> None:
        super().__init__(stack, size)
        self._table = table

    def _copy(self, first: dict[Key, Json]) -> None:
        copies = Copies(self, first)
        copies.fill(self._table, range(1, self.size), self.size)
        for key, item in first.items():
            if key[1].startswith("key#"):  # noted as used an hour ago, so that the next use is noted, too
                text = re.sub(TIME, capacity_timestamp(copies, self.size), json.dumps(item))
                self._table.put(json.loads(text))


async def measured_large(
    template: Template, references: dict[str, str], aws: Aws, mailbox: Mailbox, sizes: list[int]
) -> Rows:
    """Every endpoint, in tenants of these sizes."""
    client = aws.client("dynamodb")
    table = LargeTable(client, references["Table"])
    aws._clients["dynamodb"] = table
    try:
        with table.answering():
            stack = Stack(template, references, aws, mailbox)
            for size in sizes:
                print(f"making a tenant with {size:,} conversations for every endpoint …", file=sys.stderr)
                tenant = LargeTenant(stack, size, table)
                await tenant.fill()
                await tenant.measure()
            return stack.rows
    finally:
        aws._clients["dynamodb"] = client
        table.clear()  # the stack's meter holds on to it


def with_times(rows: Rows) -> Iterator[str]:
    """A row of all that capacity's table has, and the milliseconds that the function took."""
    first, second, *lines = capacity.table(rows).splitlines()
    yield f"{first} our ms |"
    yield f"{second}---|"
    for line, (_, pairs) in zip(lines, sorted(rows.items()), strict=True):
        yield f"{line} {' · '.join(f'{cost.seconds * 1000:.0f}' for cost, _ in pairs)} |"


def check_alike(large: Rows, small: Rows, large_sizes: list[int], small_sizes: list[int]) -> None:
    """Tenants of one size cost the same in both; a consumer that had nothing to do may have been asked or not. Which
    calls waited for each other is not compared: of those that go out together, a table that answers at once has
    answered one before the next is sent."""
    for size in {*large_sizes} & {*small_sizes}:
        for name, pairs in small.items():
            costs = [pairs[small_sizes.index(size)], large[name][large_sizes.index(size)]]
            one, other = [(_paid(mine), _paid(after) if after and after.calls else None) for mine, after in costs]
            assert one == other, f"{name}: {one} on ministack, {other} in memory"


def _paid(cost: Cost) -> dict[str, str]:
    return {name: number for name, number in cost.units.items() if name != "row"}


async def main(sizes: list[int]) -> str:
    ministack_sizes = [size for size in sizes if size <= max(ON_MINISTACK)] or list(ON_MINISTACK)
    async with an_account() as account:
        large = await measured_large(*account, sizes)
        stack = Stack(*account)
        first = First(stack, 1)
        await first.fill()
        copies = Copies(first, first.made)
        copies.note_team(stack.aws.client("dynamodb"), stack.table)
        check_copies(stack, first, copies)
        await asyncio.to_thread(check_table, stack, first, copies)
        in_memory = "\n".join(measured_in_memory(first, copies, sizes))
        print(in_memory, file=sys.stderr)
        stack.rows.clear()
        for size in ministack_sizes:
            print(f"filling a tenant with {size:,} conversations on ministack …", file=sys.stderr)
            tenant = Tenant(stack, size)
            await tenant.fill()
            await tenant.measure()
        check_alike(large, stack.rows, sizes, ministack_sizes)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return (
        f"# Cost by size\n\n{__doc__}\nIt took {memory:.1f} GB of memory, without ministack's.\n\n"
        f"## Lists, in memory\n\n{in_memory}\n\n"
        f"## Every endpoint, in memory\n\n{_sizes(sizes)}\n\n{'\n'.join(with_times(large))}\n\n"
        f"## Every endpoint, on ministack\n\n{_sizes(ministack_sizes)}\n\n{capacity.table(stack.rows)}\n"
    )


def _sizes(sizes: list[int]) -> str:
    return f"Tenants of {', '.join(f'{size:,}' for size in sizes)} conversations; one figure is that of all."


if __name__ == "__main__":
    text = asyncio.run(main([int(size) for size in sys.argv[1:]] or list(IN_MEMORY)))
    (ROOT / "benchmarks/dynamodb/scale.md").write_text(text, encoding="utf-8")
    print(text)
