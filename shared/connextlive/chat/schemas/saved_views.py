"""Schemas of saved views."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints

from connextlive.chat.conversation import Status, all_statuses
from connextlive.chat.schemas.conversations import Sentiment
from connextlive.core.ids import is_id
from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import OMITTED, Answer, Body, Search, Tag

if TYPE_CHECKING:
    from connextlive.chat.saved_view import Filters as Stored
    from connextlive.chat.saved_view import ShownView


def _agent(agent_id: str) -> str | None:
    if agent_id in ("", "all"):
        return None
    if agent_id not in ("me", "unassigned") and not is_id(agent_id, "usr"):
        raise ValueError(Sentence("Invalid format"))
    return agent_id


type AgentFilter = Annotated[str, StringConstraints(max_length=100), AfterValidator(_agent)]


class Filters(Body):
    """Filters of the conversation list. `agentId` is an ID, `unassigned`, or `me` for the caller; `labels` are IDs or
    names, all of which must match."""

    status: Annotated[list[Status], Field(default_factory=all_statuses, min_length=1, max_length=3)]
    agent_id: AgentFilter | None = None
    labels: Annotated[list[Tag], Field(default_factory=list, max_length=50)]
    search: Search = ""
    mood: Sentiment | None = None

    @property
    def values(self) -> "Stored":
        """The filters in their stored form."""
        return {
            "status": [*self.status],
            "agent_id": self.agent_id,
            "labels": self.labels,
            "search": self.search,
            "mood": self.mood,
        }


class FiltersView(Answer):
    """Filters as they are passed to the conversation list."""

    status: list[Status]
    agent_id: str | None = None
    labels: list[str]
    search: str
    mood: Sentiment | None = None


class SavedView(Answer):
    """A view of the team or, if not `isShared`, of the agent's own. `count` is null if only a search could tell it.
    `missing` names filters whose label or agent no longer exists."""

    id: str
    name: str
    is_shared: bool
    filters: FiltersView
    count: int | None
    missing: list[Literal["label", "agent"]]
    created_at: str
    updated_at: str


class SavedViews(Answer):
    """`{views}`: shared ones first, by name."""

    views: list[SavedView]

    @classmethod
    def of(cls, views: "Iterable[ShownView]") -> Self:
        return cls(views=[SavedView.model_validate(view) for view in views])


class SavedViewAnswer(Answer):
    """`{view}`"""

    view: SavedView

    @classmethod
    def of(cls, view: "ShownView") -> Self:
        return cls(view=SavedView.model_validate(view))


class ViewBody(Body):
    """The view to create."""

    name: Tag
    filters: Filters


class ViewChanges(Body):
    """The fields to change; filters are replaced as a whole."""

    name: Tag = OMITTED
    filters: Filters = OMITTED

    def changes(self) -> Any:
        given = super().changes()
        return given | ({"filters": self.filters.values} if "filters" in given else {})
