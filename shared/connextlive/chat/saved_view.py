"""Saved views: named filters of the conversation list. The owner makes the team's; each agent may have their own. The
team's are one item, and so are each agent's."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NotRequired, TypedDict

from connextlive import counters
from connextlive.chat import sight
from connextlive.chat.conversation import STATUSES, lists_of
from connextlive.core.caller import Caller
from connextlive.core.errors import Invalid, NotFound, Refused
from connextlive.core.ids import new_id, timestamp
from connextlive.core.sentence import Sentence
from connextlive.core.together import together
from connextlive.identity import label, team, user
from connextlive.table import codec, items, writes
from connextlive.table.orm import Document, Item, VersionAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.events.types import Sentiment

    class Filters(TypedDict):
        """Filters of the conversation list."""

        status: list[str]
        agent_id: NotRequired[str | None]
        labels: list[str]
        search: str
        mood: NotRequired[Sentiment | None]

    class ViewChanges(TypedDict, total=False):
        """The fields of a view that its owner sets."""

        name: str
        filters: Filters

    class View(TypedDict):
        """A view, as stored."""

        name: str
        filters: Filters
        created_at: str
        updated_at: str

    class ShownView(View):
        """A view with its number of conversations, if counters have it, and the `missing` labels and agents of its
        filters."""

        id: str
        is_shared: bool
        missing: list[str]
        count: int | None


SHARED = "views"
MANY = 50  # of the team, and of each agent
LARGEST = 300_000  # bytes of all of them as JSON: an item has 400 KB at most
ME = "me"  # as the agent of a filter: the viewer


class Views(Item, discriminator="views"):
    """Views by ID."""

    by_id: "Document[dict[str, View]]" = Document(default=dict)
    version = VersionAttribute()


@dataclass(frozen=True, slots=True)
class Place:
    """Where views are kept: with the team's, or with a user's own."""

    tenant_id: str
    sk: str

    @classmethod
    def of(cls, caller: Caller, is_shared: bool) -> "Place":
        return cls(caller.tenant_id, SHARED if is_shared else _own(caller.id))


def _own(user_id: str) -> str:
    return f"{SHARED}#{user_id}"


def all_of(caller: Caller) -> "list[ShownView]":
    """Shared views and the caller's own, by name: with their counts if counters have them, and the labels and agents of
    their filters that no longer exist."""
    keys = [(caller.tenant_id, SHARED), (caller.tenant_id, _own(caller.id)), label.key(caller.tenant_id)]
    figures, [of_labels], found = together(
        lambda: team.shown(caller.tenant_id, sight.owners(caller)),
        lambda: counters.read(caller.tenant_id, counters.LABELS),
        lambda: {raw["sk"]["S"]: codec.plain(raw) for raw in items.raw_items(keys)},
    )
    known = label.cards(found[label.SK]["by_id"]) if label.SK in found else {}
    stored: dict[str, dict[str, View]] = {sk: found[sk]["by_id"] if sk in found else {} for _, sk in keys[:2]}
    views = [_shown(view_id, view, sk) for sk, by_id in stored.items() for view_id, view in by_id.items()]
    agents = _agents(caller.tenant_id, (view["filters"].get("agent_id") for view in views))
    for view in views:
        filters = view["filters"]
        view["missing"] = [*_missing(filters, known, agents)]
        view["count"] = _count(filters, caller.id, figures, of_labels)
    return sorted(views, key=lambda view: (not view["is_shared"], view["name"].casefold(), view["id"]))


def _agents(tenant_id: str, agent_ids: Iterable[str | None]) -> set[str]:
    """Those of the agents who still exist."""
    wanted = {one for one in agent_ids if one not in (None, ME, counters.UNASSIGNED)}
    return {values["id"] for values in user.many(tenant_id, sorted(map(str, wanted)))} if wanted else set()


def _missing(filters: "Filters", known: label.Known, agents: set[str]) -> Iterable[str]:
    if any(label.is_label(one) and one not in known for one in filters["labels"]):
        yield "label"
    if filters.get("agent_id") not in (None, ME, counters.UNASSIGNED, *agents):
        yield "agent"


def _count(filters: "Filters", user_id: str, figures: team.Team, of_labels: Mapping[str, int]) -> int | None:
    """The number of conversations in the view; None if only a search could tell. Labels are counted for the whole
    workspace."""
    agent_id, labels, status = filters.get("agent_id"), filters["labels"], filters["status"]
    if filters["search"].strip() or filters.get("mood"):
        return None
    if not labels:
        return figures.conversations(lists_of(status), user_id if agent_id == ME else agent_id)
    is_of_label_only = figures.owners is None and agent_id is None and len(labels) == 1 and label.is_label(labels[0])
    return of_labels.get(labels[0], 0) if is_of_label_only and set(status) == set(STATUSES) else None


@optimistic
def create(place: Place, name: str, filters: "Filters") -> "ShownView":
    """A new view."""
    views, known = _load(place)
    if len(views.by_id) >= MANY:
        raise Refused(f"There are at most {MANY} views", "TOO_MANY_VIEWS")
    at = timestamp()
    made: View = {"name": name, "filters": _resolved(filters, known), "created_at": at, "updated_at": at}
    return _save(views, new_id("view"), made)


@optimistic
def update(place: Place, view_id: str, changes: "ViewChanges") -> "ShownView":
    """Renames a view or replaces its filters."""
    views, known = _load(place)
    changed: View = {**_found(views, view_id), **changes, "updated_at": timestamp()}
    if "filters" in changes:
        changed["filters"] = _resolved(changes["filters"], known)
    return _save(views, view_id, changed)


@optimistic
def delete(place: Place, view_id: str) -> None:
    views, _ = _load(place)
    _found(views, view_id)
    views.by_id = {other: view for other, view in views.by_id.items() if other != view_id}
    views.save()


def delete_all(tenant_id: str, user_id: str) -> None:
    """Deletes a removed agent's own views."""
    writes.delete_all([(tenant_id, _own(user_id))])


def _load(place: Place) -> tuple[Views, label.Known]:
    views, labels = items.find_all([(place.tenant_id, place.sk), label.key(place.tenant_id)])
    return (
        views if isinstance(views, Views) else Views(place.tenant_id, place.sk),
        labels.known if isinstance(labels, label.Labels) else {},
    )


def _found(views: Views, view_id: str) -> "View":
    if view_id not in views.by_id:
        raise NotFound("View")
    return views.by_id[view_id]


def _resolved(filters: "Filters", known: label.Known) -> "Filters":
    """Filters with labels' IDs instead of their names, so that renaming a label does not change a view."""
    return {**filters, "labels": label.chosen(known, filters["labels"], list(known), texts=True)}


def _save(views: Views, view_id: str, view: "View") -> "ShownView":
    views.by_id = {**views.by_id, view_id: view}
    if len(json.dumps(views.by_id, ensure_ascii=False).encode()) > LARGEST:
        raise Invalid(filters=Sentence("Too large"))
    views.save()
    return _shown(view_id, view, views.sk)


def _shown(view_id: str, view: "View", sk: str) -> "ShownView":
    return {**view, "id": view_id, "is_shared": sk == SHARED, "missing": [], "count": None}
