"""A workspace's topics and proposed topics: two items, because proposals are written far more often."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from connextlive.core import stems
from connextlive.core.ids import timestamp
from connextlive.core.text import fold
from connextlive.table import items
from connextlive.table.orm import Audited, Item, Many, UnicodeAttribute, VersionAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:

    class Topic(TypedDict):
        """A topic of the workspace, and the words that identify it."""

        name: str
        keywords: list[str]

    class Proposal(TypedDict):
        """A topic that analyses proposed, how often, and when last."""

        name: str
        count: int
        last_seen_at: str


SK = "topics"
PROPOSED_SK = "topics#proposed"
MOST_PROPOSED = 100


class Topics(Item, discriminator="topics"):
    """The topics of a workspace; `dismissed` are names not to propose again."""

    topics: "Many[Topic]" = Many()
    dismissed: "Many[str]" = Many()
    updated_at = UnicodeAttribute()
    act = Audited()
    version = VersionAttribute()


class Proposed(Item, discriminator="proposed_topics"):
    names: "Many[Proposal]" = Many()
    version = VersionAttribute()


@dataclass(frozen=True, slots=True)
class Known:
    """A workspace's topics and proposals; items that do not exist yet are empty."""

    own: Topics
    proposed: Proposed

    @property
    def open(self) -> "list[Proposal]":
        """The open proposals, most frequent first: without those adopted or dismissed since."""
        taken = {fold(topic["name"]) for topic in self.own.topics} | set(map(fold, self.own.dismissed))
        waiting = [name for name in self.proposed.names if fold(name["name"]) not in taken]
        return sorted(waiting, key=lambda name: (-name["count"], name["name"]))

    def propose(self, names: Iterable[str], language: str) -> tuple[list[str], list[str]]:
        """Counts new names. Returns the names that are existing topics in another spelling, and the names that are
        proposals, each in its first spelling; dismissed names are neither."""
        topics: list[str] = []
        counted: list[str] = []
        for name in names:
            if topic := _alike(name, (topic["name"] for topic in self.own.topics), language):
                topics.append(topic)
            elif not _alike(name, self.own.dismissed, language):
                counted.append(_alike(name, (known["name"] for known in self.proposed.names), language) or name)
        counted = list(dict.fromkeys(counted))
        self._count(counted)
        return list(dict.fromkeys(topics)), counted

    def _count(self, names: Iterable[str]) -> None:
        known = {proposal["name"]: proposal for proposal in self.proposed.names}
        for name in names:
            count = known[name]["count"] if name in known else 0
            known[name] = {"name": name, "count": count + 1, "last_seen_at": timestamp()}
        # Among equally rare ones the newest stays, or nothing new could ever be added.
        kept = sorted(known.values(), key=lambda one: (one["count"], one["last_seen_at"]), reverse=True)
        newest = {name: known[name] for name in names}
        others = [one for one in kept if one["name"] not in newest]
        self.proposed.names = [*newest.values(), *others][:MOST_PROPOSED]


def _alike(name: str, others: Iterable[str], language: str) -> str | None:
    return next((other for other in others if stems.same(name, other, language)), None)


def load(tenant_id: str) -> Known:
    """The workspace's topics and proposals, in one call."""
    own, proposed = items.find_all([(tenant_id, SK), (tenant_id, PROPOSED_SK)])
    return Known(
        own if isinstance(own, Topics) else Topics(tenant_id, SK, updated_at=timestamp()),
        proposed if isinstance(proposed, Proposed) else Proposed(tenant_id, PROPOSED_SK),
    )


@optimistic
def update(tenant_id: str, named: "list[Topic]", dismissed: list[str] | None) -> Known:
    """Replaces the topics, and the dismissed names if given."""
    known = load(tenant_id)
    known.own.topics = named
    if dismissed is not None:
        known.own.dismissed = dismissed
    known.own.updated_at = timestamp()
    known.own.save()
    return known
