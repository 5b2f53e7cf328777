"""Schemas of the workspace's teams."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from connextlive.lambdas.common import OMITTED, Answer, Body, Name

if TYPE_CHECKING:
    from connextlive.identity.teams import KnownTeam

MOST_MEMBERS = 100

type Members = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=MOST_MEMBERS)]


class TeamView(Answer):
    """A team. Its members' conversations belong to it; agents with the `conversationAccess` TEAM see those of their
    teams. Members who have been removed since stay in `memberIds`."""

    id: str
    name: str
    member_ids: list[str]
    created_at: str
    updated_at: str


class Teams(Answer):
    """`{teams}`, by name."""

    teams: list[TeamView]

    @classmethod
    def of(cls, teams: "Iterable[KnownTeam]") -> Self:
        return cls(teams=[TeamView.model_validate(team) for team in teams])


class TeamAnswer(Answer):
    """`{team}`"""

    team: TeamView

    @classmethod
    def of(cls, team: "KnownTeam") -> Self:
        return cls(team=TeamView.model_validate(team))


class TeamBody(Body):
    """The team to create; members are agents."""

    name: Name
    member_ids: Members = Field(default_factory=list)


class TeamChanges(Body):
    """The fields to change; `memberIds` replaces all members."""

    name: Name = OMITTED
    member_ids: Members = OMITTED
