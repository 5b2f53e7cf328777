"""A workspace's team, as lists show it. A page of conversations costs the same whatever the team's size: it shows the
figures of a limited number of agents, and names are kept in memory until the team's revision changes."""

import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from connextlive import counters
from connextlive.core.errors import Invalid
from connextlive.core.ids import is_id
from connextlive.core.sentence import Sentence
from connextlive.counters import Figures
from connextlive.identity import label, user
from connextlive.identity.user import AgentCard
from connextlive.table import pages

if TYPE_CHECKING:
    from connextlive.generated.values import ListedConversation, UserValues
    from connextlive.identity.user import ShownUser

LISTED = 100  # agents with figures in a conversation list
KEPT_FOR = 300.0  # seconds, in which what was written past this code (a restore, an older version) goes unnoticed
TENANTS = 100  # whose teams a function keeps
ROOM = 5_000_000  # bytes of agents in one response, of Lambda's 6 MB
DIRECTORY = ("id", "name", "email", "role", "position", "status")


@dataclass(frozen=True, slots=True)
class _Entry:
    """An agent's place in the directory by name."""

    place: tuple[str, str, str]
    id: str
    texts: str
    is_assignable: bool
    is_owner: bool


@dataclass(slots=True)
class _Kept:
    """Data of one revision of a team: cards by ID, the newest agents' IDs and whether there are more, and the
    directories by language."""

    revision: int
    until: float
    cards: dict[str, AgentCard] = field(default_factory=dict)
    newest: tuple[list[str], bool] | None = None
    labels: "dict[str, label.KnownLabel] | None" = None
    directories: dict[str, list[_Entry]] = field(default_factory=dict)


_kept: dict[str, _Kept] = {}


def _of_revision(tenant_id: str, revision: int) -> _Kept:
    """The data kept for this revision. The revision was read first, consistently, so nothing older is kept for it."""
    found = _kept.get(tenant_id)
    if found is None or found.revision != revision or found.until < time.monotonic():
        _kept.pop(tenant_id, None)
        if len(_kept) >= TENANTS:
            del _kept[next(iter(_kept))]
        found = _kept[tenant_id] = _Kept(revision, time.monotonic() + KEPT_FOR)
    return found


class Team:
    """The team, as a conversation list shows it: the workspace's figures, its newest agents with theirs, and the
    current names of the agents on the page. Figures are read at the first access: one Query, usually."""

    def __init__(self, tenant_id: str, owners: Sequence[str] | None = None) -> None:
        """With `owners`, figures are of their conversations only; `unassigned` may be among them."""
        self._tenant_id = tenant_id
        self.owners = owners

    @cached_property
    def _figures(self) -> Figures:
        return counters.figures(self._tenant_id, LISTED)

    @cached_property
    def _kept(self) -> _Kept:
        return _of_revision(self._tenant_id, self._figures.revision)

    def workspace_count(self, field: str) -> int:
        if self.owners is None:
            return self._figures.workspace(field)
        self._figures.add_agents(owner for owner in self.owners if owner != counters.UNASSIGNED)
        return sum(self._count(owner, field) for owner in self.owners)

    def _count(self, owner: str, field: str) -> int:
        """A counter of one agent's conversations, or of unassigned ones."""
        if owner == counters.UNASSIGNED:
            return self._figures.unassigned(field)
        return self.agent_count(owner, field) if is_id(owner, "usr") else 0

    def agent_count(self, agent_id: str, field: str) -> int:
        return self.agent_counts(agent_id, [field])[field]

    def agent_counts(self, agent_id: str, fields: Iterable[str]) -> dict[str, int]:
        self._figures.add_agents([agent_id])
        return {field: self._figures.agent(agent_id, field) for field in fields}

    def conversations(self, statuses: Sequence[str], agent_id: str | None) -> int:
        """The total number of conversations in a list with this filter, from counters."""
        fields = [status.lower() for status in statuses]
        if agent_id is None:
            return sum(map(self.workspace_count, fields))
        if self.owners is not None and agent_id not in self.owners:
            return 0
        return sum(self._count(agent_id, field) for field in fields)

    def agents(self) -> tuple[list[AgentCard], bool]:
        """Cards of the newest agents, sorted by name, and whether the workspace has more."""
        if self._kept.newest is None:
            self._kept.newest = self._newest()
        ids, has_more = self._kept.newest
        self._figures.add_agents(ids)
        return [self._kept.cards[agent_id] for agent_id in ids], has_more

    def _newest(self) -> tuple[list[str], bool]:
        from connextlive.core import collation  # not for every page

        found = user.newest(self._tenant_id, LISTED + 2)  # one more, and the owner
        has_more = len(found) == LISTED + 2
        agents = [values for values in found if values["role"] == "AGENT"]
        self._kept.cards |= {values["id"]: user.card_of(values) for values in agents}
        # In one language, because the workspace's would cost another read per page; clients sort.
        shown = sorted(agents[:LISTED], key=lambda values: (*collation.key(values["name"], "en"), values["id"]))
        return [values["id"] for values in shown], has_more or len(agents) > LISTED

    @property
    def labels(self) -> "dict[str, label.KnownLabel]":
        """The workspace's labels by ID."""
        if self._kept.labels is None:
            self._kept.labels = label.read(self._tenant_id)
        return self._kept.labels

    def name(self, conversations: Sequence["ListedConversation"]) -> None:
        """Adds the current agents' cards, and the labels, to conversations' values."""
        for values in conversations:
            if any(map(label.is_label, values.get("tags", ()))):
                values["labels"] = self.labels
        assigned = [(agent_id, values) for values in conversations if (agent_id := values.get("agent_id"))]
        if unknown := {agent_id for agent_id, _ in assigned} - self._kept.cards.keys():
            self._kept.cards |= user.cards(self._tenant_id, sorted(unknown))
        for agent_id, values in assigned:
            if card := self._kept.cards.get(agent_id):
                values["agent"] = {**card}


def shown(tenant_id: str, owners: Sequence[str] | None = None) -> Team:
    """The team with its figures already read."""
    team = Team(tenant_id, owners)
    team.workspace_count("active")
    return team


# ── The team itself, by name ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AgentsPage:
    """A page of agents' values with their counters, and how many there are in total."""

    agents: list["ShownUser"]
    counts: Mapping[str, Mapping[str, int]]
    total: int
    limit: int
    next_cursor: str | None


def page(
    tenant_id: str,
    language: str,
    *,
    search: str = "",
    only_assignable: bool = False,
    with_owner: bool = False,
    limit: int | None = None,
    cursor: str | None = None,
) -> AgentsPage:
    """Agents, leads and admins, and the owner if wanted, by name in the workspace's language. Without a limit, as many
    as fit into a response: all, except in the largest teams."""
    everybody = {values["id"]: values for values in user.all_of(tenant_id)} if limit is None else {}
    directory = _entries(everybody.values(), language) if limit is None else _directory(tenant_id, language)
    matching = list(_matching(directory, search, only_assignable, with_owner))
    start = _after(tenant_id, matching, language, cursor) if cursor else 0
    if limit is None:
        ids = list(_fitting(everybody[entry.id] for entry in islice(matching, start, None)))
        counts = counters.of_agents(tenant_id)
    else:
        ids = [entry.id for entry in matching[start : start + limit]]
        everybody = {values["id"]: values for values in user.many(tenant_id, ids)}
        counts = counters.of_agents(tenant_id, ids)
    has_more = start + len(ids) < len(matching)
    return AgentsPage(
        agents=[user.with_picture(everybody[agent_id]) for agent_id in ids if agent_id in everybody],
        counts=counts,
        total=len(matching),
        limit=len(ids) if limit is None else limit,
        next_cursor=pages.encode_cursor(ids[-1]) if has_more else None,
    )


def some(tenant_id: str, language: str, agent_ids: Iterable[str]) -> AgentsPage:
    """Those of these agents who can have conversations, by name in that language."""
    found = {values["id"]: values for values in user.many(tenant_id, agent_ids)}
    ids = [entry.id for entry in _matching(_entries(found.values(), language), "", True)]
    shown = [user.with_picture(found[agent_id]) for agent_id in ids]
    return AgentsPage(shown, counters.of_agents(tenant_id, ids), len(ids), len(ids), None)


def _directory(tenant_id: str, language: str) -> list[_Entry]:
    """The list of all agents by name, read once per revision."""
    kept = _of_revision(tenant_id, counters.figures(tenant_id).revision)
    if language not in kept.directories:
        kept.directories[language] = _entries(user.all_of(tenant_id, DIRECTORY), language)
    return kept.directories[language]


def _entries(users: Iterable["UserValues"], language: str) -> list[_Entry]:
    from connextlive.core import collation, text  # not for conversation lists

    entries = [
        _Entry(
            (*collation.key(values["name"], language), values["id"]),
            values["id"],
            text.fold(f"{values['name']}\n{values['email']}"),
            values["status"] == "ACTIVE" and values["role"] == "AGENT",
            user.position_of(values) == "OWNER",
        )
        for values in users
    ]
    return sorted(entries, key=lambda entry: entry.place)


def _matching(
    directory: Iterable[_Entry], search: str, only_assignable: bool, with_owner: bool = False
) -> Iterator[_Entry]:
    from connextlive.core import text

    words = text.fold(search).split()
    for entry in directory:
        is_wanted = (entry.is_assignable or not only_assignable) and (with_owner or not entry.is_owner)
        if is_wanted and all(word in entry.texts for word in words):
            yield entry


def _after(tenant_id: str, matching: list[_Entry], language: str, cursor: str) -> int:
    """The start of the page after the cursor's agent, even if that agent was removed or no longer matches."""
    from connextlive.core import collation

    agent_id = pages.decode_cursor(cursor)
    card = user.cards(tenant_id, [agent_id]).get(agent_id)
    if card is None:
        raise Invalid(cursor=Sentence("This is not a cursor of this list"))
    place = (*collation.key(card["name"], language), agent_id)
    return bisect_right(matching, place, key=lambda entry: entry.place)


def _fitting(users: Iterable["UserValues"]) -> Iterator[str]:
    """The IDs of the first users who fit into a response. The estimate is generous, because a picture is a signed
    link."""
    room = ROOM
    for values in users:
        room -= 400 + len(values["name"].encode()) + len(values["email"].encode()) + 2_000 * ("avatar_key" in values)
        if room < 0:
            return
        yield values["id"]
