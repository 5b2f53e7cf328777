"""Compares what the table says in several places: `make audit`, and with `ARGS=--repair` mends what can be mended.

messages = conversations' counts = counters = roll-ups = loads = search index = events = files. It reads the whole table
once, and the lists of files of what it finds, and prints a line for each thing that does not fit; the exit status is 1
if there is one. Without `--repair` it writes nothing. The system may be in use: what changed within the last minutes is
left out, and sums that changed while they were added up are added up again.

By default it works on the running local stack, or on TABLE_NAME and BUCKET_NAME; `ENV=prod` is the stack of that name
in samconfig.toml, and TENANT=ten_… limits it to one workspace. It may be interrupted and run again.
"""

import argparse
import hashlib
import os
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError, ClientError

from local.config import StartupError
from tools.operate import stacks
from tools.operate.replay import Queues
from tools.operate.table import choose_table, option

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues

SETTLED = 300  # seconds: what is younger may still be on its way through the stream and the queues
UPLOADS_LIVE = 24 * 3600  # seconds: the bucket's lifecycle deletes what no message claimed
TRIES = 5  # to add up a workspace's counters while nobody changes them
PAGE = 100

type Values = dict[str, Any]
type Numbers = dict[str, dict[str, int]]  # by item and field
type Mend = Callable[[], object]


@dataclass(frozen=True)
class Finding:
    """Something that does not fit; `mend` makes it fit, if that is possible."""

    tenant_id: str
    what: str
    mend: Mend | None = None


@dataclass
class Partition:
    """All items of a conversation or a visitor, of which a message is but a few fields."""

    pk: str
    entity: Values | None = None
    counted: Values | None = None
    is_former: bool = False  # whether there is an item from before `counted` had the versions
    messages: int = 0
    internal: int = 0
    newest: str = ""  # when its newest item was made
    files: set[str] = field(default_factory=set)  # that messages name
    texts: list[tuple[Any, set[str]]] = field(default_factory=list)  # documents and terms

    @property
    def tenant_id(self) -> str:
        return self.pk.partition("#")[0]

    @property
    def owner(self) -> str:
        return self.pk.partition("#")[2]


class Audit:
    """One reading of the table. What grows with it is in a temporary file."""

    def __init__(self, tenant_id: str | None = None, settled: float = SETTLED) -> None:
        # Imported here, because the table's name and endpoint are read from the environment at import.
        from connextlive.core.ids import ago

        self._only, self._since = tenant_id, ago(settled)
        self.tenants: set[str] = set()
        self.read = 0

    def findings(self) -> Iterator[Finding]:
        """Everything that does not fit, as it is found."""
        with (
            tempfile.NamedTemporaryFile(prefix="audit-", suffix=".sqlite") as file,
            closing(_made(file.name)) as self._db,
        ):
            yield from self._table()
            for tenant_id in sorted(self.tenants):
                yield from self._sums(tenant_id)
                yield from self._routing(tenant_id)
                yield from self._files(tenant_id)
                yield from self._index(tenant_id)

    # ── One conversation or visitor ──────────────────────────────────────────────────────────────────────────────

    def _table(self) -> Iterator[Finding]:
        """Item by item. Those of a partition come one after the other."""
        from connextlive.table import codec

        current = Partition("")
        for raw in _scanned(self._only):
            self.read += 1
            pk, sk = raw["pk"]["S"], raw["sk"]["S"]
            tenant_id, _, owner = pk.partition("#")
            if sk == "workspace" and not owner:
                self.tenants.add(tenant_id)
            yield from self._stuck(raw, tenant_id)
            if owner.startswith(("cnv_", "vis_")):
                if current.pk != pk:
                    yield from self._of_partition(current)
                    current = Partition(pk)
                self._add(current, sk, codec.plain(raw))
            elif owner == "canned-replies" and "attachments" in raw:
                self._note_files(tenant_id, [file["key"] for file in codec.plain(raw)["attachments"]], is_wanted=True)
        yield from self._of_partition(current)

    def _add(self, to: Partition, sk: str, values: Values) -> None:
        from connextlive.search import index

        if sk in ("conversation", "visitor"):
            to.entity = values
        elif sk == "counted":
            to.counted = values
        elif sk == "reported":
            to.is_former = True
        elif sk.startswith("message#"):
            to.messages += 1
            to.internal += bool(values.get("is_internal"))
            keys = {file["key"] for file in values.get("attachments", []) if not file.get("removed_at")}
            to.files |= keys
            self._note_files(to.tenant_id, keys, is_wanted=True)
        elif sk.startswith("attachment#"):
            self._note_files(to.tenant_id, [values["key"]], is_wanted=False)  # it may never come
        to.newest = max(to.newest, values.get("updated_at") or values.get("created_at") or "")
        if sk.startswith(("conversation", "visitor", "message#")):
            entry = index.entry(to.pk, values)
            to.texts.append((entry.document, entry.terms))

    def _of_partition(self, of: Partition) -> Iterator[Finding]:
        if not of.pk or of.newest > self._since:
            return
        if of.entity is None:
            yield from self._orphans(of)
            return
        if of.entity["kind"] == "conversation":
            yield from self._messages(of, of.entity)
        yield from self._counted(of, of.entity)
        self._db.executemany(
            "INSERT OR IGNORE INTO terms VALUES (?, ?)",
            ((of.tenant_id, _hashed(document, term)) for document, terms in of.texts for term in terms),
        )

    def _messages(self, of: Partition, entity: Values) -> Iterator[Finding]:
        said = entity.get("message_count", 0), entity.get("internal_count", 0)
        if said != (of.messages, of.internal):
            yield Finding(
                of.tenant_id,
                f"{of.owner} says it has {said[0]} messages, {said[1]} of them internal; it has {of.messages}, "
                f"{of.internal} of them internal",
                lambda: _recount_messages(of.tenant_id, of.owner),
            )

    def _counted(self, of: Partition, entity: Values) -> Iterator[Finding]:
        """What the counters contain of it."""
        from connextlive import counters

        counts = counters.counts_of(entity["kind"], entity)
        stored = of.counted["counts"] if of.counted else {}
        if _nonzero(stored) != _nonzero(counts):
            yield Finding(
                of.tenant_id,
                f"{of.owner} counts as {_nonzero(stored)}, and is {_nonzero(counts)}: a change of the stream was lost",
                lambda: counters.settle([(of.pk, entity)]),
            )

    def _orphans(self, of: Partition) -> Iterator[Finding]:
        """What is left of something deleted; what was counted of it stays for a week."""
        from connextlive import counters

        if of.counted and _nonzero(of.counted["counts"]):
            yield Finding(
                of.tenant_id,
                f"{of.owner} is gone, and still counts as {_nonzero(of.counted['counts'])}",
                lambda: counters.settle([(of.pk, None)]),
            )
        if of.messages or of.files:
            yield Finding(
                of.tenant_id,
                f"{of.owner} is gone, but {of.messages} messages and {len(of.files)} files of it are not",
                lambda: _remove(of.tenant_id, of.owner),
            )

    def _note_files(self, tenant_id: str, keys: Iterable[str], *, is_wanted: bool) -> None:
        rows = ((tenant_id, key, is_wanted) for key in keys)
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", rows)

    def _stuck(self, raw: Any, tenant_id: str) -> Iterator[Finding]:
        """Events that nobody has acted on: what they should have led to is still outstanding."""
        from connextlive.core.ids import ago
        from connextlive.reports import report
        from connextlive.table import codec

        kind = raw.get("kind", {}).get("S")
        if kind not in ("delivery", "report"):
            return
        values = codec.plain(raw)
        due = values.get("next_attempt_at") or values["created_at"]
        if kind == "delivery" and values.get("status") == "PENDING" and due < ago(3600):
            yield Finding(tenant_id, f"the delivery of {values['event_type']} {values['event_id']} was due at {due}")
        elif kind == "report" and values.get("status") == "READY":
            self._note_files(tenant_id, [report.file_key(tenant_id, values["id"], "json")], is_wanted=True)
        elif kind == "report" and values.get("status") == "PENDING" and values["created_at"] < ago(3600):
            yield Finding(
                tenant_id,
                f"the report {values['id']} was requested at {values['created_at']} and is not made",
                lambda: _request_again(tenant_id, values["id"]),
            )

    # ── A workspace ──────────────────────────────────────────────────────────────────────────────────────────────

    def _sums(self, tenant_id: str) -> Iterator[Finding]:
        """Counters and current levels of the roll-ups, added up from what is counted."""
        for attempt in range(TRIES):
            before = _totals(tenant_id)
            expected = _added_up(self._entities(tenant_id))
            if _totals(tenant_id) == before:
                break
            time.sleep(attempt)
        else:
            yield Finding(tenant_id, "its counters change all the time: run it again when less is going on")
            return
        for name in sorted(expected.keys() | before.keys()):
            wanted, found = expected.get(name, {}), before.get(name, {})
            missing = {
                one: wanted.get(one, 0) - found.get(one, 0)
                for one in wanted.keys() | found.keys()
                if wanted.get(one, 0) != found.get(one, 0)
            }
            if missing:
                words = ", ".join(
                    f"{found.get(one, 0)} {one} instead of {wanted.get(one, 0)}" for one in sorted(missing)
                )
                yield Finding(tenant_id, f"{name} has {words}", _adding(tenant_id, name, missing))
        yield from _days(tenant_id, self._entities(tenant_id))

    def _routing(self, tenant_id: str) -> Iterator[Finding]:
        """Agents' loads and places in the queue, by the conversations that say they are theirs."""
        from connextlive.chat import loads

        for attempt in range(TRIES):
            before = _numbers(tenant_id), loads.everybody(tenant_id)
            routed = [
                cast("ConversationValues", one)
                for some in self._entities(tenant_id)
                for one in some.values()
                if one["kind"] == "conversation" and one.get("routed") is not None
            ]
            if (_numbers(tenant_id), loads.everybody(tenant_id)) == before:
                break
            time.sleep(attempt)
        else:
            yield Finding(tenant_id, "its queue moves all the time: run it again when less is going on")
            return
        counted = Counter(agent_id for one in routed if (agent_id := loads.counted_of(one)))
        for agent_id in sorted(counted.keys() | before[0].keys()):
            wanted, found = counted[agent_id], before[0].get(agent_id, 0)
            if wanted != found:
                mend = partial(loads.correct, tenant_id, agent_id, found, wanted)
                yield Finding(tenant_id, f"{agent_id} has a load of {found}, and {wanted} open conversations", mend)
        places = {place: one for one in routed if (place := loads.place_in(one))}
        for place in sorted({*before[1]} - places.keys()):
            yield Finding(tenant_id, f"no conversation has {place}", partial(loads.remove, tenant_id, place))
        for place in sorted(places.keys() - {*before[1]}):
            restore = partial(loads.restore, tenant_id, place, places[place]["visitor_id"])
            yield Finding(tenant_id, f"{places[place]['id']} is not in the queue where it says", restore)
        for one in routed:
            if loads.is_amiss(one) and one["updated_at"] < self._since:
                recount = partial(_count_again, tenant_id, one["id"])
                yield Finding(
                    tenant_id, f"{one['id']} counts for somebody who does not have it, or waits no more", recount
                )

    def _entities(self, tenant_id: str) -> Iterator[dict[str, Values]]:
        """The values of conversations and visitors by their keys, a hundred at a time, and each once, though visitors
        come and go."""
        from connextlive.chat import reindexing
        from connextlive.table import codec

        self._db.execute("DELETE FROM visitors")
        for raws in batched(reindexing.entities(tenant_id), PAGE, strict=False):
            some = {raw["pk"]["S"]: codec.plain(raw) for raw in raws}
            visitors = [pk for pk, values in some.items() if values["kind"] == "visitor"]
            for pk in visitors:
                if not self._db.execute("INSERT OR IGNORE INTO visitors VALUES (?)", (pk,)).rowcount:
                    del some[pk]
            yield some

    def _files(self, tenant_id: str) -> Iterator[Finding]:
        """Files are where messages and reports say. Uploads that nobody claimed are the lifecycle's for a day."""
        from connextlive.aws import s3

        old = time.time() - UPLOADS_LIVE
        for key, written_at in _stored_files(f"{tenant_id}/"):
            known = self._db.execute("DELETE FROM files WHERE tenant = ? AND name = ?", (tenant_id, key)).rowcount
            if not known and written_at < old and _is_named(key):
                yield Finding(
                    tenant_id, f"no message names the file {key}, nor does a canned reply", partial(s3.delete, [key])
                )
        missing = self._db.execute("SELECT name FROM files WHERE tenant = ? AND is_wanted", (tenant_id,))
        for (key,) in missing.fetchall():
            yield Finding(tenant_id, f"the file {key} is not in the bucket")

    def _index(self, tenant_id: str) -> Iterator[Finding]:
        """Whatever there is, is found. The index may have more, which searches leave out and merges remove."""
        from connextlive.chat import reindexing
        from connextlive.search.segments import View

        self._db.executemany(
            "DELETE FROM terms WHERE tenant = ? AND term = ?",
            ((tenant_id, _hashed(document, term)) for term, document in View(tenant_id, consistent=True).all()),
        )
        ((missing,),) = self._db.execute("SELECT count(*) FROM terms WHERE tenant = ?", (tenant_id,))
        if missing:

            def rebuild() -> None:
                for _ in reindexing.rebuild(tenant_id):
                    pass

            yield Finding(tenant_id, f"the search index lacks {missing} words of texts", rebuild)


def _made(file: str) -> sqlite3.Connection:
    """An empty database for what is to be compared."""
    made = sqlite3.connect(file, isolation_level=None)
    made.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;"
        "CREATE TABLE terms (tenant TEXT, term BLOB, PRIMARY KEY (tenant, term)) WITHOUT ROWID;"
        "CREATE TABLE files (tenant TEXT, name TEXT, is_wanted, PRIMARY KEY (tenant, name)) WITHOUT ROWID;"
        "CREATE TABLE visitors (pk TEXT PRIMARY KEY) WITHOUT ROWID;"
    )
    return made


def _hashed(document: Any, term: str) -> bytes:
    return hashlib.blake2b(f"{document.ulid} {document.entity} {term}".encode(), digest_size=12).digest()


def _nonzero(counts: Numbers) -> Numbers:
    found = {name: {one: int(n) for one, n in fields.items() if n} for name, fields in counts.items()}
    return {name: fields for name, fields in found.items() if fields}


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _scanned(tenant_id: str | None) -> Iterator[Any]:
    from connextlive.table.calls import TABLE, connection

    request: Values = {"TableName": TABLE, "ConsistentRead": True}
    if tenant_id:
        request |= {
            "FilterExpression": "begins_with(pk, :id)",
            "ExpressionAttributeValues": {":id": {"S": tenant_id}},
        }
    while True:
        answer = connection().dispatch("Scan", request)
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _is_named(key: str) -> bool:
    """Whether something should name the file. Of canned replies, it is what was copied (`chat/attachment.py`)."""
    owner, name = key.split("/")[1], key.rpartition("/")[2]
    return owner.startswith(("cnv_", "vis_")) or (owner == "canned-replies" and "-" in name)


def _stored_files(prefix: str) -> Iterator[tuple[str, float]]:
    """Keys, and when they were written."""
    from connextlive.aws import clients, s3

    for page in clients.client("s3").get_paginator("list_objects_v2").paginate(Bucket=s3.BUCKET, Prefix=prefix):
        for found in page.get("Contents", []):
            yield found["Key"], found["LastModified"].timestamp()


def _totals(tenant_id: str) -> Numbers:
    """The counters of a workspace, and how many messages are unread by its roll-ups."""
    from connextlive import counters
    from connextlive.reports import rollup
    from connextlive.table import codec, items

    team = items.query(counters.team_pk(tenant_id), prefix="count#", limit=items.ALL)
    found = counters.totals(codec.plain(raw) for raw in team)
    for of in ("site", "agent"):
        for raw in items.query(rollup.pk(tenant_id, of), prefix=f"{rollup.TOTAL}#", limit=items.ALL):
            row = rollup.row(of, raw)
            name = "#".join(filter(None, ("rollup", of, rollup.TOTAL, row.site_id, row.agent_id)))
            counters.add(found, {name: {"unread": row.counts.get("unread", 0)}}, 1)
    return _nonzero(found)


def _added_up(entities: Iterable[dict[str, Values]]) -> Numbers:
    """The same, from what is counted of each conversation and visitor."""
    from connextlive import counters
    from connextlive.table import codec, items

    found: Any = defaultdict(lambda: defaultdict(int))
    for some in entities:
        keys = [(pk, counters.SK) for pk in some]
        for counted in map(codec.plain, items.raw_items(keys)):
            counters.add(found, counted["counts"], 1)
        for entity in some.values():
            is_counted = entity["kind"] == "conversation" and not entity.get("spam_since")
            if is_counted and (unread := entity.get("unread_count", 0)):
                found[f"rollup#site#total#{entity['site_id']}"]["unread"] += unread
                if agent_id := entity.get("agent_id"):
                    found[f"rollup#agent#total#{entity['site_id']}#{agent_id}"]["unread"] += unread
    return _nonzero(found)


def _days(tenant_id: str, entities: Iterable[dict[str, Values]]) -> Iterator[Finding]:
    """Each site's days have at least the conversations that there still are. What was deleted stays counted, and of
    more than their number a state does not tell."""
    from connextlive.core import zones
    from connextlive.identity import workspace
    from connextlive.reports import rollup
    from connextlive.table import items

    zone = zones.of(workspace.load(tenant_id).timezone)
    begun: dict[tuple[str, str], int] = defaultdict(int)
    for some in entities:
        for entity in some.values():
            if entity["kind"] == "conversation" and not entity.get("spam_since"):
                created = datetime.fromisoformat(entity["created_at"]).astimezone(zone)
                begun[created.date().isoformat(), entity["site_id"]] += 1
    found: dict[tuple[str, str], int] = defaultdict(int)
    for row in (rollup.row("site", raw) for raw in items.query(rollup.pk(tenant_id, "site"), limit=items.ALL)):
        found[row.day, str(row.site_id)] += row.counts.get("conversations", 0)
    for (day, site_id), number in begun.items():
        if found[day, site_id] < number:
            yield Finding(
                tenant_id,
                f"the roll-ups of {day} have {found[day, site_id]} conversations of {site_id}, and there are {number}",
                _adding(tenant_id, f"rollup#site#{day}#{site_id}", {"conversations": number - found[day, site_id]}),
            )


# ── Mending ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _recount_messages(tenant_id: str, conversation_id: str) -> None:
    """Counted again, and written unless somebody writes to the conversation meanwhile."""
    from connextlive.chat import conversation
    from connextlive.table import codec, items

    found = conversation.load(tenant_id, conversation_id)
    fields = ("is_internal",)
    stored = [codec.plain(raw) for raw in items.query(found.pk, prefix="message#", limit=items.ALL, fields=fields)]
    found.message_count, found.internal_count = len(stored), sum(bool(one.get("is_internal")) for one in stored)
    found.save()


def _numbers(tenant_id: str) -> dict[str, int]:
    from connextlive.chat import loads

    return {agent_id: load["open_now"] for agent_id, load in loads.all_of(tenant_id).items() if load["open_now"]}


def _count_again(tenant_id: str, conversation_id: str) -> None:
    """Saving a conversation sets what it counts for."""
    from connextlive.chat import conversation

    conversation.load(tenant_id, conversation_id).save()


def _remove(tenant_id: str, owner_id: str) -> None:
    from connextlive.chat import removal

    step = removal.of_conversation if owner_id.startswith("cnv_") else removal.of_visitor
    while not step(tenant_id, owner_id):
        pass


def _request_again(tenant_id: str, report_id: str) -> None:
    from connextlive.core.ids import new_id, timestamp
    from connextlive.events import bus
    from connextlive.events.types import ReportRequested

    bus.send(
        [ReportRequested(event_id=new_id("evt"), tenant_id=tenant_id, occurred_at=timestamp(), report_id=report_id)]
    )


def _adding(tenant_id: str, name: str, missing: dict[str, int]) -> Mend:
    """Adds what is missing to a counter or a roll-up. Whoever counts meanwhile adds to it, too, which does no harm:
    what is missing stays missing. Only two audits at once would add it twice, so it is done on the condition that the
    item is as it was read."""
    from connextlive import counters
    from connextlive.reports import rollup
    from connextlive.table import items
    from connextlive.table.calls import TABLE, connection

    if name.startswith("rollup#"):
        _, of, sk = name.split("#", 2)
        pk, fields = rollup.pk(tenant_id, of), {one: one for one in missing}
    else:
        pk, sk, fields = counters.team_pk(tenant_id), name, counters.STORED
    raw = items.raw_items([(pk, sk)])
    before = {fields[one]: raw[0].get(fields[one]) if raw else None for one in missing}
    names = {f"#{place}": name for place, name in enumerate(before)}
    unchanged = [
        f"{alias} = {alias.replace('#', ':was')}" if before[name] else f"attribute_not_exists({alias})"
        for alias, name in names.items()
    ]
    values: Values = {alias.replace("#", ":was"): before[name] for alias, name in names.items() if before[name]}
    values |= {f":{place}": {"N": str(number)} for place, number in enumerate(missing.values())}
    update = {
        "TableName": TABLE,
        "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
        "UpdateExpression": "ADD " + ", ".join(f"{alias} {alias.replace('#', ':')}" for alias in names),
        "ConditionExpression": " AND ".join(unchanged),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }
    return lambda: connection().dispatch("UpdateItem", update)


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def dead_letters(stack: stacks.Stack) -> Iterator[Finding]:
    """Events that a consumer has given up."""
    queues = Queues(*stack)
    for name, queue in queues.all.items():
        if waiting := queues.waiting(queue.dead_url):
            yield Finding("", f"{waiting} dead letters of {name}: make replay QUEUE={name}")


def _mended(mend: Mend) -> bool:
    """Mends, unless somebody else changed the item after it was read, as another finding's mend may."""
    from connextlive.table import writes

    try:
        mend()
    except Exception as error:
        if not writes.lost_race(error):
            raise
        return False
    return True


def run(audit: Audit, more: Iterable[Finding], repair: bool) -> int:
    """Prints what does not fit, and mends it if asked to; returns how much is left."""
    left = 0
    for finding in (one for of in (audit.findings(), more) for one in of):
        outcome = ""
        if repair and finding.mend is None:
            outcome = " (cannot be mended)"
        elif repair and finding.mend is not None:
            outcome = " (mended)" if _mended(finding.mend) else " (changed meanwhile: run it again)"
        left += outcome != " (mended)"
        print(f"{finding.tenant_id or 'the stack'}: {finding.what}{outcome}", flush=True)
    return left


def main() -> int:
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("tenant", nargs="?", help="ten_…; all of them without")
    option(parser)
    parser.add_argument("--repair", action="store_true", help="mend what can be mended")
    asked = parser.parse_args()
    try:
        choose_table(asked.env)
        if not {"TABLE_NAME", "BUCKET_NAME"} <= os.environ.keys():
            raise StartupError("no local stack runs here: `make start`, ENV=prod, or TABLE_NAME and BUCKET_NAME")
        is_ours = asked.env or "AWS_ENDPOINT_URL" in os.environ
        audit = Audit(asked.tenant)
        left = run(audit, dead_letters(stacks.chosen(asked.env)) if is_ours else (), asked.repair)
    except (StartupError, BotoCoreError, ClientError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{audit.read} items of {len(audit.tenants)} workspaces read; {left or 'nothing'} that does not fit")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
