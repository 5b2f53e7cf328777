"""Counters of a workspace, its agents, sites and labels: read, never recounted.

An item beside every counted entity holds what the counters contain of it, and of which version. Counting a change is
one transaction: replace that item on the condition that it is unchanged, and add the difference. So a change delivered
twice, late or out of order changes nothing, and a deletion can remove the entity from the counters in its own
transaction, without waiting for the stream. Conversations' changes are counted by `reports/rollup.py`, in one
transaction with the roll-ups.

The counters of the workspace and of sites are the sum of a few items each: transactions on one item exclude each other,
and a busy workspace has more per second than one item can take (docs/scale.md).
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict
from zlib import crc32

from connextlive.core.ids import ago, is_label
from connextlive.table import codec, items, writes
from connextlive.table.codec import Action, AttributeMap, Values
from connextlive.table.orm import BooleanAttribute, Item, MaybeText, MaybeWhole, TransactWrite, Whole
from connextlive.table.partitions import team_pk as team_pk
from connextlive.table.writes import optimistic

SK = "counted"
WORKSPACE = "count#workspace"
LABELS = "count#labels"  # conversations by label's ID
UNASSIGNED = "unassigned"  # instead of an agent: unassigned
NOBODY = "unassigned"  # who is rated if nobody was assigned
DELETED = 2**53  # a version that no entity reaches
FORGET_AFTER = 7 * 24 * 3600  # seconds; a stream keeps records for one day
CHUNK = 24  # entities per transaction: with three counters each they stay within DynamoDB's hundred items
SHARDS = 8  # items per counter of the workspace or of a site
# Fields as stored. Counters from before these names have whole ones, which still count: `migrate` renames them.
STORED = {
    "active": "a",
    "waiting": "w",
    "closed": "c",
    "spam": "s",
    "snoozed": "z",
    "unread": "u",
    "ratings": "r",
    "good_ratings": "g",
    "visitors": "v",
    "returning": "t",
}
FIELDS = {name: name for name in STORED} | {stored: name for name, stored in STORED.items()}
# On the workspace's items: how many of its conversations are assigned, the sum of its agents' counters.
ASSIGNED = {"active": "A", "waiting": "W", "closed": "C", "spam": "S", "snoozed": "Z"}
AGENT = "count#usr_"
STATE = WORKSPACE + "#state"  # behind the workspace's shards, so that every Query of them finds it
SETTLED = 60  # seconds until conversations are opened in a new shard of the list of active ones

if TYPE_CHECKING:

    class Rating(TypedDict):
        """A visitor's rating of the closing at `closed_at`, credited to the agent whose the conversation was."""

        score: int
        comment: str | None
        agent_id: str | None
        closed_at: str | None
        created_at: str

    class Rated(TypedDict):
        """How often an agent was rated in a conversation, and how often well."""

        ratings: int
        good_ratings: int


type Image = Mapping[str, Any]
type Counts = dict[str, dict[str, int]]


def counts_of(kind: str, values: Mapping[str, Any]) -> Counts:
    """What one entity adds to each counter."""
    counts: Counts = defaultdict(lambda: defaultdict(int))
    if kind == "conversation":
        is_spam = bool(values.get("spam_since"))
        status = "snoozed" if values.get("snoozed_until") else values["status"].lower()
        for counter in [WORKSPACE] + ([f"count#{values['agent_id']}"] if values.get("agent_id") else []):
            counts[counter]["spam" if is_spam else status] += 1
            counts[counter]["unread"] += 0 if is_spam else values["unread_count"]
        if is_spam:  # which counts for nothing else
            return {name: {field: n for field, n in fields.items() if n} for name, fields in counts.items()}
        for label_id in filter(is_label, values.get("tags", ())):
            counts[LABELS][label_id] += 1
        for agent_id, rated in (ratings(values.get("rated_before"), values.get("rating")) or {}).items():
            for counter in [WORKSPACE] + ([f"count#{agent_id}"] if agent_id != NOBODY else []):
                counts[counter]["ratings"] += rated["ratings"]
                counts[counter]["good_ratings"] += rated["good_ratings"]
    elif kind == "visitor" and not values.get("merged_into"):
        for counter in (WORKSPACE, f"count#{values['site_id']}"):
            counts[counter]["visitors"] += 1
            counts[counter]["returning"] += values["visit_count"] > 1
    return {name: {field: n for field, n in fields.items() if n} for name, fields in counts.items()}


def ratings(before: "dict[str, Rated] | None", rating: "Rating | None") -> "dict[str, Rated] | None":
    """How each agent was rated in a conversation, by their IDs. Each closing has its own rating, which the agent keeps,
    whoever is rated next."""
    if rating is None:
        return before
    agent_id = rating.get("agent_id") or NOBODY
    so_far = (before or {}).get(agent_id, {"ratings": 0, "good_ratings": 0})
    one_more: Rated = {
        "ratings": so_far["ratings"] + 1,
        "good_ratings": so_far["good_ratings"] + (rating["score"] >= 4),
    }
    return {**(before or {}), agent_id: one_more}


def agent_at_closing(values: Mapping[str, Any]) -> str | None:
    """The assignee when the conversation was closed, or the current one if it is open. For closings from before this
    was recorded, only the current assignee is known."""
    stored = values.get("closed_agent_id") or values.get("agent_id")
    return None if stored == UNASSIGNED else stored


def settle(images: Iterable[tuple[str, Image | None]]) -> None:
    """Updates the counters to entities' current values, given by partition key; None means deleted."""
    newest: dict[str, Image | None] = {}
    for pk, values in images:
        stored = newest.get(pk)
        if values is None or pk not in newest or (stored is not None and values["version"] >= stored["version"]):
            newest[pk] = values
    by_tenant: dict[str, list[tuple[str, Image | None]]] = defaultdict(list)
    for pk in sorted(newest):  # the first decides on the counters' shard: the same in whatever order they come
        by_tenant[pk.partition("#")[0]].append((pk, newest[pk]))
    for tenant_id, entities in by_tenant.items():
        for start in range(0, len(entities), CHUNK):
            _settle(tenant_id, entities[start : start + CHUNK])


@optimistic
def _settle(tenant_id: str, entities: list[tuple[str, Image | None]]) -> None:
    stored = _stored(pk for pk, _ in entities)
    actions: list[Action] = []
    added: Counts = defaultdict(lambda: defaultdict(int))
    for pk, values in entities:
        before = stored.get(pk)
        version = values["version"] if values else DELETED
        if before and before["version"] >= version:
            continue
        counts = counts_of(values["kind"], values) if values else {}
        if before and values and before["counts"] == counts and _never_returns(values):
            continue
        add(added, before["counts"] if before else {}, -1)
        add(added, counts, 1)
        actions.append(record(pk, before, version, counts))
    if actions:
        writes.transact(actions + increments(tenant_id, added, entities[0][0]))


def _never_returns(values: Image) -> bool:
    """Whether an entity never counts again for what it did before: a visitor, unless they had to do with a merge, which
    can be undone."""
    return values["kind"] == "visitor" and values.get("merged") is None and not values.get("unmerged_from")


def uncount(*pks: str) -> list[Action]:
    """The part of a deletion's transaction that removes a tenant's entities from the counters."""
    stored = _stored(pks)
    actions: list[Action] = []
    added: Counts = defaultdict(lambda: defaultdict(int))
    for pk in pks:
        before = stored.get(pk)
        if before is None or before["version"] != DELETED:
            add(added, before["counts"] if before else {}, -1)
            actions.append(record(pk, before, DELETED, {}))
    return actions + increments(pks[0].partition("#")[0], added, pks[0])


def _stored(pks: Iterable[str]) -> dict[str, Values]:
    return {raw["pk"]["S"]: codec.plain(raw) for raw in items.raw_items([(pk, SK) for pk in pks])}


def record(pk: str, before: Values | None, version: int, counts: Counts, **more: Any) -> Action:
    """The part of a transaction that records what is counted of an entity; fails if what was recorded before has
    changed since it was read."""
    kept = {"versions": before["versions"]} if before and "versions" in before else {}
    revision = before.get("revision", 0) if before else 0
    item: Values = {"pk": pk, "sk": SK, "kind": SK, "version": version, "counts": counts, **kept, **more}
    item["revision"] = revision + 1
    if version == DELETED:
        item["expires_at"] = int(time.time()) + FORGET_AFTER
    put: Values = {"Item": codec.typed(item), "ConditionExpression": "attribute_not_exists(pk)"}
    if before is not None:
        # One from before there were revisions has none.
        name = "revision" if revision else "version"
        put["ConditionExpression"] = f"{name} = :before" + ("" if revision else " AND attribute_not_exists(revision)")
        put["ExpressionAttributeValues"] = {":before": {"N": str(before[name])}}
    return {"Put": put}


def add(total: Counts, counts: Counts, sign: int) -> None:
    """Adds counts to a total, or with -1 takes them away."""
    for counter, fields in counts.items():
        for field, number in fields.items():
            total[counter][field] += sign * number


def increments(tenant_id: str, added: Counts, pk: str) -> list[Action]:
    """The part of a transaction that adds to the counters; `pk` is its first entity's."""
    # Counters are created by adding to them, the one unconditional write: the condition is on the item that records
    # what was counted, in the same transaction.
    stored: Counts = defaultdict(lambda: defaultdict(int))
    for counter, fields in added.items():
        for field, number in fields.items():
            stored[counter][STORED.get(field, field)] += number
            if field in ASSIGNED and counter.startswith(AGENT):
                stored[WORKSPACE][ASSIGNED[field]] += number
    updates: list[Action] = []
    for counter, fields in stored.items():
        changed = {field: number for field, number in fields.items() if number}
        if changed:
            updates.append({"Update": _increment(tenant_id, _shard(counter, pk), changed)})
    return updates


def _increment(tenant_id: str, sk: str, changed: dict[str, int]) -> Values:
    return {
        "Key": {"pk": {"S": team_pk(tenant_id)}, "sk": {"S": sk}},
        "UpdateExpression": "ADD " + ", ".join(f"#{field} :{field}" for field in changed),
        "ExpressionAttributeNames": {f"#{field}": field for field in changed},
        "ExpressionAttributeValues": {f":{field}": {"N": str(number)} for field, number in changed.items()},
    }


def shard(pk: str) -> int:
    """Which item of a sharded counter a transaction with this first entity adds to: 0 to 7."""
    return crc32(pk.encode()) % SHARDS


def _shard(counter: str, pk: str) -> str:
    number = shard(pk)
    return f"{counter}#{number}" if number and not counter.startswith(AGENT) else counter


def totals(items: Iterable[Values]) -> Counts:
    """Counters by name, from the values of their items."""
    found: Counts = defaultdict(lambda: defaultdict(int))
    for values in items:
        counter = "#".join(values["sk"].split("#")[:2])
        for stored, number in values.items():
            if name := FIELDS.get(stored) or (stored if is_label(stored) else None):
                found[counter][name] += number
    return found


def read(tenant_id: str, *names: str) -> list[dict[str, int]]:
    """Counters by name, in order, one Query each; one that never counted anything is empty."""
    pk = team_pk(tenant_id)
    shards = [raw for name in dict.fromkeys(names) for raw in items.query(pk, prefix=name, limit=SHARDS)]
    found = totals(map(codec.plain, shards))
    return [dict(found.get(name, {})) for name in names]


class State(Item, discriminator="counters"):
    """What every reader of the workspace's counters needs to know besides. `team` is the revision of its users: it
    changes with each name, picture or membership. `counts_assigned` is whether ASSIGNED is complete. The others are
    `ActiveShards`, if there are several. It is only ever updated, like a counter, and therefore has no kind and is in
    no stream."""

    team = Whole()
    counts_assigned = BooleanAttribute(default=False)
    active_shards = MaybeWhole()
    active_shards_before = MaybeWhole()
    active_shards_since = MaybeText()


class ActiveShards(NamedTuple):
    """How many shards the list of active conversations has, how many it had before the last ones were added, and since
    when it has these. `chat/list_growth.py` adds them; none is ever taken away."""

    number: int = 1
    before: int = 1
    since: str = ""

    @property
    def is_settled(self) -> bool:
        return self.since <= ago(SETTLED)

    @property
    def open(self) -> int:
        """In how many of them conversations are opened: in a new one only when every read of the list finds it, however
        far an answer lags behind."""
        return self.number if self.is_settled else self.before


def state_key(tenant_id: str) -> tuple[str, str]:
    return team_pk(tenant_id), STATE


def active_shards(tenant_id: str) -> ActiveShards:
    """As this process has last read them: there may be more. Whoever reads the list reads the counters or
    `read_active_shards` at the same time, and asks for the rest if there are."""
    return _active_shards.get(tenant_id, ONE)


def read_active_shards(tenant_id: str) -> ActiveShards:
    """As they are."""
    found = items.raw_items([state_key(tenant_id)], consistent=False)
    return note_active_shards(tenant_id, found[0] if found else {})


def note_active_shards(tenant_id: str, state: AttributeMap) -> ActiveShards:
    """Remembers them from what was read under `state_key`."""
    return _note(tenant_id, codec.plain(state))


def _note(tenant_id: str, state: Values) -> ActiveShards:
    if (number := state.get("active_shards", 1)) > active_shards(tenant_id).number:
        since = state["active_shards_since"]
        _active_shards[tenant_id] = ActiveShards(number, state["active_shards_before"], since)
    return active_shards(tenant_id)


ONE = ActiveShards()
_active_shards: dict[str, ActiveShards] = {}  # of workspaces with several


def begin(tenant_id: str, write: TransactWrite) -> None:
    """Adds a new workspace's state to the transaction that creates it."""
    write.update(State(team_pk(tenant_id), STATE), actions=[State.counts_assigned.set(True)])


def team_changes(tenant_id: str, write: TransactWrite) -> None:
    """Adds the team's next revision to a transaction that changes it. Unconditional, because it is a counter."""
    write.update(State(team_pk(tenant_id), STATE), actions=[State.team.add(1)])


def team_changes_action(tenant_id: str) -> Action:
    """The same as part of a raw transaction."""
    key = codec.typed({"pk": team_pk(tenant_id), "sk": STATE})
    one = {":one": {"N": "1"}}
    return {"Update": {"Key": key, "UpdateExpression": "ADD team :one", "ExpressionAttributeValues": one}}


class Figures:
    """The workspace's counters, and those of its agents as far as they have been read."""

    def __init__(self, tenant_id: str, raw: Sequence[AttributeMap], is_all: bool) -> None:
        values = [codec.plain(item) for item in raw]
        self.state = next((item for item in values if item["sk"] == STATE), {})
        self.active_shards = _note(tenant_id, self.state)
        self._tenant_id = tenant_id
        self._added: Counts = {}
        self._counts = totals(values)
        self._assigned: dict[str, int] = {
            field: sum(item.get(stored, 0) for item in values) for field, stored in ASSIGNED.items()
        }
        self._from = "" if is_all else min((item["sk"] for item in values), default="")

    @property
    def revision(self) -> int:
        """The team's revision."""
        return int(self.state.get("team", 0))

    def workspace(self, field: str) -> int:
        return self._counts.get(WORKSPACE, {}).get(field, 0)

    def agent(self, agent_id: str, field: str) -> int:
        return (self._added.get(agent_id) or self._counts.get(f"count#{agent_id}", {})).get(field, 0)

    def add_agents(self, agent_ids: Iterable[str]) -> None:
        """Reads the counters of agents that have not been read, in one call."""
        missing = [one for one in agent_ids if f"count#{one}" < self._from and one not in self._added]
        if missing:
            self._added |= {agent_id: {} for agent_id in missing} | of_agents(self._tenant_id, missing)

    def unassigned(self, field: str) -> int:
        if self.state.get("counts_assigned"):
            return self.workspace(field) - self._assigned[field]
        return self.workspace(field) - sum(one.get(field, 0) for one in of_agents(self._tenant_id).values())


def figures(tenant_id: str, agents: int = 0) -> Figures:
    """The workspace's counters and those of its newest agents, in one Query. Eventually consistent, like the lists they
    are shown with."""
    limit = SHARDS + 1 + agents
    found = items.query(
        team_pk(tenant_id),
        after=AGENT,
        before=STATE,
        newest_first=True,
        limit=limit,
        consistent=False,
    )
    return Figures(tenant_id, found, len(found) < limit)


def of_agents(tenant_id: str, agent_ids: Iterable[str] | None = None) -> Counts:
    """Counters by agent, of some or of all."""
    pk = team_pk(tenant_id)
    if agent_ids is None:
        found = items.query(pk, prefix=AGENT, limit=items.ALL, consistent=False)
    else:
        found = items.raw_items([(pk, f"count#{agent_id}") for agent_id in agent_ids])
    return {name.removeprefix("count#"): counts for name, counts in totals(map(codec.plain, found)).items()}


def of_agent(tenant_id: str, agent_id: str) -> dict[str, int]:
    """One agent's counters."""
    return of_agents(tenant_id, [agent_id]).get(agent_id, {})


def migrate(tenant_id: str) -> int:
    """Renames the fields of counters from before STORED, and adds what they assign to the workspace's. Returns how many
    there were. Each counter changes in a transaction of its own that fails if somebody else changes it, so this can be
    interrupted, repeated, and run while the system is in use."""
    renamed = 0
    for raw in items.query(team_pk(tenant_id), prefix="count#", limit=items.ALL):
        renamed += _rename(tenant_id, raw["sk"]["S"])
    State(team_pk(tenant_id), STATE).update(actions=[State.counts_assigned.set(True)])
    return renamed


@optimistic
def _rename(tenant_id: str, sk: str) -> bool:
    pk = team_pk(tenant_id)
    values = {name: plain for raw in items.raw_items([(pk, sk)]) for name, plain in codec.plain(raw).items()}
    old = {name: number for name, number in values.items() if name in STORED}
    if not old:
        return False
    change = _increment(tenant_id, sk, {STORED[name]: number for name, number in old.items()})
    change["UpdateExpression"] += " REMOVE " + ", ".join(f"#{name}" for name in old)
    change["ConditionExpression"] = " AND ".join(f"#{name} = :{STORED[name]}" for name in old)
    change["ExpressionAttributeNames"] |= {f"#{name}": name for name in old}
    actions: list[Action] = [{"Update": change}]
    assigned = {ASSIGNED[name]: number for name, number in old.items() if name in ASSIGNED and number}
    if assigned and sk.startswith(AGENT):
        actions.append({"Update": _increment(tenant_id, _shard(WORKSPACE, f"{pk}#{sk}"), assigned)})
    writes.transact(actions)
    return True
