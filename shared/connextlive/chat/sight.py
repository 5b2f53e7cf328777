"""Conversation access: `may_see` is checked wherever a conversation is shown, counted, changed or sent.

A conversation belongs to its assignee and to the assignee's teams. Unassigned conversations are visible to all agents,
because the first to reply claims them. A visitor is visible with any of their conversations.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Protocol

from connextlive.counters import UNASSIGNED

if TYPE_CHECKING:
    from connextlive.identity.teams import Team

type ReadTeams = Callable[[str], Mapping[str, Team]]


class Viewer(Protocol):
    """A caller, or the user of a connection. With an `access` of TEAM or OWN, they do not see all conversations."""

    @property
    def tenant_id(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def access(self) -> str | None: ...


def read_teams(tenant_id: str) -> "Mapping[str, Team]":
    from connextlive.identity import teams  # most see all

    return teams.read(tenant_id)


def reading_once() -> ReadTeams:
    """A reader of a workspace's teams, which reads them at the first question and remembers them for the next."""
    return cache(read_teams)


def colleagues(teams: "Iterable[Team]", user_id: str) -> set[str]:
    """Everybody who is in a team with a user, without the user."""
    theirs = (team["member_ids"] for team in teams if user_id in team["member_ids"])
    return {member for members in theirs for member in members} - {user_id}


def sees_all(viewer: Viewer) -> bool:
    return viewer.access is None


def may_see(viewer: Viewer | None, agent_id: str | None, read: ReadTeams = read_teams) -> bool:
    """Whether a viewer sees conversations with this assignee. Without a viewer, the workspace itself reads."""
    if viewer is None or sees_all(viewer) or agent_id in (None, viewer.id):
        return True
    return viewer.access == "TEAM" and are_of_teams(viewer, agent_id, read=read)


def are_of_teams(viewer: Viewer, *agent_ids: str | None, read: ReadTeams = read_teams) -> bool:
    """Whether each agent is the viewer, or in one of their teams. Unassigned counts as in all teams."""
    unknown = {*agent_ids} - {None, viewer.id}
    return not unknown or unknown <= colleagues(read(viewer.tenant_id).values(), viewer.id)


def team_ids(viewer: Viewer) -> list[str] | None:
    """The teams of a viewer who sees their teams' conversations; None if they see all."""
    if sees_all(viewer):
        return None
    teams = read_teams(viewer.tenant_id) if viewer.access == "TEAM" else {}
    return [team_id for team_id, team in teams.items() if viewer.id in team["member_ids"]]


def owners(viewer: Viewer) -> list[str] | None:
    """The agents whose conversations a viewer sees, `unassigned` included; None if all."""
    if sees_all(viewer):
        return None
    found = colleagues(read_teams(viewer.tenant_id).values(), viewer.id) if viewer.access == "TEAM" else ()
    return [UNASSIGNED, viewer.id, *sorted(found)]
