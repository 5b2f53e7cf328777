"""Roll-ups: the facts of each day, by site, agent, topic, label, canned reply and team; a workspace's are the sum of
its sites'. Reports read nothing else.

The item beside every conversation that records what the counters contain of it also records which of its versions the
roll-ups contain. Counting a change is one transaction: replace that item on the condition that it is unchanged, and add
the change's numbers to counters and roll-ups. So a change delivered twice, late, out of order or in a replay of the
whole stream adds nothing. A change that adds nothing in the first place writes nothing.

A day is one of the workspace's time zone when the change was counted; an hour that a day has twice, or lacks, follows
the local clock.

Every fact adds to the days of its site. Like the counters, these are the sum of a few items each (docs/scale.md):
readers get several rows per day, and add them up as they add up days.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, cast

from connextlive import counters
from connextlive.core import zones
from connextlive.identity import workspace as workspaces
from connextlive.reports.facts import Fact, Within, WroteAt, of_change
from connextlive.table import codec, items, writes
from connextlive.table.codec import Action, AttributeMap, Values
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, WorkspaceValues

FORMER = "reported"  # beside a conversation, from before the versions were recorded with what is counted
TOTAL = "total"  # instead of a day, for current levels
NOBODY = "-"
DIVIDED = "site"
MOST_ACTIONS = 100  # of a transaction
MOST_RANGES = 40  # of versions; changes that old have been delivered

type Counts = dict[str, int]
type Key = tuple[str, str]
type Ranges = list[list[int]]


@dataclass(frozen=True, slots=True)
class Change:
    """One write of a conversation, identified by the resulting version; a deletion counts as the version that never
    existed."""

    pk: str
    at: str
    version: int
    before: "ConversationValues | None"
    after: "ConversationValues | None"


@dataclass(frozen=True, slots=True)
class Row:
    """A roll-up, or one shard of it: its subject, day and numbers."""

    day: str
    counts: Counts
    agent_id: str | None = None
    site_id: str | None = None
    topic: str | None = None
    label: str | None = None
    shortcode: str | None = None
    team: str | None = None


def settle(
    images: "Iterable[tuple[str, str, ConversationValues | None, ConversationValues | None]]",
    wrote_at: WroteAt = lambda _: (),
) -> "dict[str, WorkspaceValues]":
    """Updates the roll-ups with changes, given as partition key, time, old and new values. `wrote_at` reads when a
    conversation's visitor has written. Returns values of the workspaces, which it reads, by tenant."""
    workspaces_read: dict[str, WorkspaceValues] = {}
    by_tenant: dict[str, dict[tuple[str, int], Change]] = defaultdict(dict)
    for pk, at, before, after in images:
        version = after["version"] if after else before["version"] + 1 if before else 0
        if before and after and before["version"] == after["version"]:
            continue  # a visitor's presence, which creates no new version
        by_tenant[pk.partition("#")[0]][pk, version] = Change(pk, at, version, before, after)
    for tenant_id, changes in by_tenant.items():
        _settle_all(tenant_id, [changes[key] for key in sorted(changes)], wrote_at, workspaces_read)
    return workspaces_read


def _settle_all(
    tenant_id: str, changes: list[Change], wrote_at: WroteAt, workspaces_read: "dict[str, WorkspaceValues]"
) -> None:
    """Counts changes in as few transactions as their limits allow: a batch of many changes adds to the same few
    roll-ups once."""
    if not _settle(tenant_id, changes, wrote_at, workspaces_read):
        half = len(changes) // 2
        _settle_all(tenant_id, changes[:half], wrote_at, workspaces_read)
        _settle_all(tenant_id, changes[half:], wrote_at, workspaces_read)


@optimistic
def _settle(
    tenant_id: str, changes: list[Change], wrote_at: WroteAt, workspaces_read: "dict[str, WorkspaceValues]"
) -> bool:
    """Whether the changes fit into a transaction."""
    by_pk: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_pk[change.pk].append(change)
    keys = [workspaces.key(tenant_id), *((pk, counters.SK) for pk in by_pk)]
    stored = {raw["pk"]["S"]: codec.plain(raw) for raw in items.raw_items(keys)}
    former = _former([pk for pk in by_pk if pk in stored and "versions" not in stored[pk]])
    workspace = stored.get(tenant_id)
    zone = _zone(workspace)
    if workspace is not None:
        workspaces_read[tenant_id] = cast("WorkspaceValues", workspace)
    counted: counters.Counts = defaultdict(lambda: defaultdict(int))
    added: dict[Key, Counts] = defaultdict(lambda: defaultdict(int))
    actions: list[Values] = []
    for pk, of_one in by_pk.items():
        before = stored.get(pk)
        known: Ranges = before.get("versions", former.get(pk, [])) if before else []
        new = [change for change in of_one if not _contains(known, change.version)]
        facts = [
            (change, fact)
            for change in new
            for fact in of_change(change.before, change.after, change.at, wrote_at, _within(workspace, change))
        ]
        version, counts = _newest(before, of_one[-1], new)
        if before and pk not in former and not facts and version == before["version"]:
            continue
        counters.add(counted, before["counts"] if before else {}, -1)
        counters.add(counted, counts, 1)
        for change, fact in facts:
            if now := change.after or change.before:
                _add(added, tenant_id, now["site_id"], fact, zone)
        actions.append(counters.record(pk, before, version, counts, versions=_with(known, new)))
        if pk in former:
            actions.append({"Delete": {"Key": {"pk": {"S": pk}, "sk": {"S": FORMER}}}})
    first = changes[0].pk
    actions += [*counters.increments(tenant_id, counted, first), *_increments(added, counters.shard(first))]
    if len(actions) > MOST_ACTIONS and len(changes) > 1:
        return False
    if actions:
        writes.transact(actions)
    return True


def _former(pks: list[str]) -> dict[str, Ranges]:
    found = items.raw_items([(pk, FORMER) for pk in pks]) if pks else []
    return {raw["pk"]["S"]: codec.plain(raw)["versions"] for raw in found}


def migrate(pks: list[str]) -> int:
    """Moves what there is of FORMER into the items that record what is counted. Returns how many there were."""
    former = _former(pks)
    for pk in former:
        _join(pk)
    return len(former)


@optimistic
def _join(pk: str) -> None:
    former = _former([pk])
    counted = [codec.plain(raw) for raw in items.raw_items([(pk, counters.SK)])]
    if former and counted:
        now = counted[0]
        versions = now.get("versions", former[pk])
        put = counters.record(pk, now, now["version"], now["counts"], versions=versions)
        writes.transact([put, {"Delete": {"Key": {"pk": {"S": pk}, "sk": {"S": FORMER}}}}])


def _newest(before: Values | None, last: Change, new: list[Change]) -> tuple[int, counters.Counts]:
    """The newest version and what it counts for: what is recorded, unless something of that is news."""
    version, counts = last.after["version"] if last.after else counters.DELETED, _counts(last.after)
    if before is None:
        return version, counts
    moves = counts != before["counts"] or any(_counts(change.before) != _counts(change.after) for change in new)
    return (version, counts) if moves and version > before["version"] else (before["version"], before["counts"])


def _counts(values: "ConversationValues | None") -> counters.Counts:
    return counters.counts_of("conversation", values) if values else {}


def _within(workspace: Values | None, change: Change) -> Within | None:
    """How long it was open between two times on a change's site, if the workspace has business hours."""
    settings, now = (workspace or {}).get("settings") or {}, change.after or change.before
    if not workspace or not settings.get("hours") or now is None:
        return None
    from connextlive.identity import hours  # many workspaces are always open

    found = hours.of(settings, workspace["timezone"], site_id=now["site_id"])
    return found.milliseconds if found else None


def _zone(workspace: Values | None) -> tzinfo:
    return zones.of(workspace["timezone"]) if workspace else UTC


def _contains(ranges: Ranges, version: int) -> bool:
    return any(first <= version <= last for first, last in ranges)


def _with(ranges: Ranges, changes: Iterable[Change]) -> Ranges:
    """The counted versions as ranges. They have gaps where changes counted for nothing, the oldest of which are closed
    when there are many."""
    joined: Ranges = []
    for first, last in sorted([*ranges, *([change.version, change.version] for change in changes)]):
        if joined and joined[-1][1] + 1 >= first:
            joined[-1] = [joined[-1][0], max(last, joined[-1][1])]
        else:
            joined.append([first, last])
    while len(joined) > MOST_RANGES:
        joined[:2] = [[joined[0][0], joined[1][1]]]
    return joined


def _add(added: dict[Key, Counts], tenant_id: str, site_id: str, fact: Fact, zone: tzinfo) -> None:
    local = datetime.fromisoformat(fact.at).astimezone(zone)
    counts = dict(fact.counts)
    if fact.hourly:
        counts[f"{fact.hourly}_h{local.hour}"] = next(iter(counts.values()))
    for key in _keys(tenant_id, local.date().isoformat(), site_id, fact):
        for name, number in counts.items():
            added[key][name] += number
    if "unread" in counts:
        for key in _keys(tenant_id, TOTAL, site_id, fact):
            added[key]["unread"] += counts["unread"]


def _keys(tenant_id: str, day: str, site_id: str, fact: Fact) -> Iterator[Key]:
    for of, subject in (("topic", fact.topic), ("label", fact.label), ("team", fact.team)):
        if subject:
            yield pk(tenant_id, of), f"{day}#{site_id}#{fact.agent_id or NOBODY}#{subject}"
            return
    if fact.within != "agent":
        yield pk(tenant_id, "site"), f"{day}#{site_id}"
    if fact.within != "place" and fact.agent_id:
        yield pk(tenant_id, "agent"), f"{day}#{site_id}#{fact.agent_id}"


def pk(tenant_id: str, of: str) -> str:
    """The partition of all roll-ups by site, agent, topic, label, canned reply or team."""
    return f"{tenant_id}#rollup#{of}"


def _part(of: str, sk: str, part: int) -> str:
    return f"{sk}#{part}" if part and of == DIVIDED else sk


def _increments(added: dict[Key, Counts], part: int) -> Iterator[Action]:
    # Added to without being read, like counters; the condition is on the item that records what was counted.
    for (pk, sk), counts in added.items():
        changed = {name: number for name, number in counts.items() if number}
        if changed:
            sk = _part(pk.rpartition("#")[2], sk, part)
            names = {f"#{position}": name for position, name in enumerate(changed)}
            yield {
                "Update": {
                    "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
                    "UpdateExpression": "ADD " + ", ".join(f"{name} :{name[1:]}" for name in names),
                    "ExpressionAttributeNames": names,
                    "ExpressionAttributeValues": {f":{name[1:]}": {"N": str(changed[names[name]])} for name in names},
                }
            }


def of_workspace(tenant_id: str, first: date, last: date) -> list[Row]:
    """The workspace's days, which are its sites', one Query for any range; days without facts have no row."""
    return of_sites(tenant_id, first, last)


def of_sites(tenant_id: str, first: date, last: date, site_id: str | None = None) -> list[Row]:
    """Every site's days; for one site exactly its own items, eight per day."""
    if site_id is None:
        return _between(tenant_id, "site", first, last)
    return _exactly(tenant_id, "site", [f"{day}#{site_id}" for day in _days(first, last)])


def of_agents(tenant_id: str, first: date, last: date, site_id: str | None = None) -> list[Row]:
    """Every agent's days, on one site or all."""
    return [row for row in _between(tenant_id, "agent", first, last) if site_id in (None, row.site_id)]


def of_agent(tenant_id: str, first: date, last: date, agent_id: str, site_ids: Iterable[str]) -> list[Row]:
    """One agent's days on some sites: exactly these items."""
    sites = list(site_ids)
    sks = [f"{day}#{site_id}#{agent_id}" for day in _days(first, last) for site_id in sites]
    return _exactly(tenant_id, "agent", sks)


def of_topics(
    tenant_id: str, first: date, last: date, agent_id: str | None = None, site_id: str | None = None
) -> list[Row]:
    """Every topic's days, of one agent, one site or all."""
    return _of_subjects(tenant_id, "topic", first, last, agent_id, site_id)


def of_labels(
    tenant_id: str, first: date, last: date, agent_id: str | None = None, site_id: str | None = None
) -> list[Row]:
    """Every label's days, of one agent, one site or all."""
    return _of_subjects(tenant_id, "label", first, last, agent_id, site_id)


def of_canned_replies(
    tenant_id: str, first: date, last: date, agent_id: str | None = None, site_id: str | None = None
) -> list[Row]:
    """Every day's uses of the workspace's canned replies, of one agent or all; a use has no site."""
    return _of_subjects(tenant_id, "reply", first, last, agent_id, site_id)


def of_teams(tenant_id: str, first: date, last: date, site_id: str | None = None) -> list[Row]:
    """Every day's conversations that waited for a team, and left before an agent had them; on one site or all."""
    return _of_subjects(tenant_id, "team", first, last, None, site_id)


def use_action(tenant_id: str, timezone: str, agent_id: str, shortcode: str, at: str) -> Action:
    """The part of a transaction that counts a use of one of the workspace's canned replies."""
    day = datetime.fromisoformat(at).astimezone(zones.of(timezone)).date().isoformat()
    (action,) = _increments({(pk(tenant_id, "reply"), f"{day}#{NOBODY}#{agent_id}#{shortcode}"): {"uses": 1}}, 0)
    return action


def _of_subjects(
    tenant_id: str, of: str, first: date, last: date, agent_id: str | None, site_id: str | None
) -> list[Row]:
    rows = _between(tenant_id, of, first, last)
    return [row for row in rows if agent_id in (None, row.agent_id) and site_id in (None, row.site_id)]


def unread_now(
    tenant_id: str, agent_id: str | None = None, site_id: str | None = None, site_ids: Iterable[str] = ()
) -> int:
    """Unread messages, as of the last counted change."""
    if agent_id:
        rows = _exactly(tenant_id, "agent", [f"{TOTAL}#{site}#{agent_id}" for site in site_ids])
    elif site_id:
        rows = _exactly(tenant_id, "site", [f"{TOTAL}#{site_id}"])
    else:
        totals = items.query(pk(tenant_id, "site"), prefix=f"{TOTAL}#", limit=items.ALL)
        rows = [row("site", raw) for raw in totals]
    return sum(row.counts.get("unread", 0) for row in rows)


def unread_of(tenant_id: str, agent_ids: Collection[str], site_id: str | None = None) -> int:
    """The same of some agents' conversations together."""
    totals = (row("agent", raw) for raw in items.query(pk(tenant_id, "agent"), prefix=f"{TOTAL}#", limit=items.ALL))
    wanted = (one for one in totals if one.agent_id in agent_ids and site_id in (None, one.site_id))
    return sum(one.counts.get("unread", 0) for one in wanted)


def _days(first: date, last: date) -> list[str]:
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _between(tenant_id: str, of: str, first: date, last: date) -> list[Row]:
    # `~` sorts behind the `#` of every day's keys, so this bounds the range after the previous day's last key.
    after, before = f"{first - timedelta(days=1)}~", f"{last}~"
    return [row(of, raw) for raw in items.query(pk(tenant_id, of), after=after, before=before, limit=items.ALL)]


def _exactly(tenant_id: str, of: str, sks: list[str]) -> list[Row]:
    parts = range(counters.SHARDS if of == DIVIDED else 1)
    keys = [(pk(tenant_id, of), _part(of, sk, part)) for sk in sks for part in parts]
    return [row(of, raw) for raw in items.raw_items(keys)] if keys else []


def row(of: str, raw: AttributeMap) -> Row:
    """A stored roll-up."""
    values = codec.plain(raw)
    names = values["sk"].split("#", 3)
    if of == DIVIDED and names[-1].isdigit():
        names.pop()
    day, site_id, agent_id, subject = [*names, None, None, None][:4]
    counts = {name: value for name, value in values.items() if isinstance(value, int)}
    topic, label, shortcode, team = (subject if of == one else None for one in ("topic", "label", "reply", "team"))
    agent_id, site_id = (None if one == NOBODY else one for one in (agent_id, site_id))
    return Row(day, counts, agent_id, site_id, topic, label, shortcode, team)
