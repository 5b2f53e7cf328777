"""Teams: groups of the workspace's agents. A conversation belongs to its assignee's teams and stores none itself, so
joining or leaving a team changes one item. All teams are in that item, which is read for agents who see only their
teams' conversations.

A removed agent stays in their teams, but is not shown. So their conversations stay with these teams.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

from connextlive.core.errors import Invalid, NotFound, Refused
from connextlive.core.ids import is_id, new_id, timestamp
from connextlive.core.sentence import Sentence
from connextlive.table import codec, items, writes
from connextlive.table.orm import Document, Item, VersionAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:

    class TeamChanges(TypedDict, total=False):
        """The fields of a team that can be changed."""

        name: str
        member_ids: list[str]

    class Team(TypedDict):
        """A team, as stored."""

        name: str
        member_ids: list[str]
        created_at: str
        updated_at: str

    class KnownTeam(Team):
        """A team with its ID."""

        id: str


SK = "teams"
MANY = 50  # of at most a hundred members each, so that the item stays far below DynamoDB's 400 KB


class Teams(Item, discriminator="teams"):
    """Teams by ID."""

    by_id: "Document[dict[str, Team]]" = Document(default=dict)
    version = VersionAttribute()


def key(tenant_id: str) -> tuple[str, str]:
    return tenant_id, SK


def read(tenant_id: str) -> "dict[str, Team]":
    """The workspace's teams by ID."""
    raw = items.raw_items([key(tenant_id)])
    by_id: dict[str, Team] = codec.plain(raw[0])["by_id"] if raw else {}
    return by_id


def all_of(tenant_id: str) -> "list[KnownTeam]":
    """The workspace's teams, by name."""
    found: list[KnownTeam] = [{"id": team_id, **team} for team_id, team in read(tenant_id).items()]
    return sorted(found, key=lambda team: (team["name"].casefold(), team["id"]))


@optimistic
def create(tenant_id: str, name: str, member_ids: Sequence[str]) -> "KnownTeam":
    """A new team. Refuses a name that another team has."""
    teams, at = _load(tenant_id), timestamp()
    if len(teams.by_id) >= MANY:
        raise Refused(f"There are at most {MANY} teams", "TOO_MANY_TEAMS")
    made: Team = {"name": name, "member_ids": _members(tenant_id, member_ids), "created_at": at, "updated_at": at}
    return _set(tenant_id, teams, new_id("team"), made)


@optimistic
def update(tenant_id: str, team_id: str, changes: "TeamChanges") -> "KnownTeam":
    """Renames a team or replaces its members. Equal values change nothing."""
    teams = _load(tenant_id)
    before = _known(teams, team_id)
    changed: Team = {**before, **changes, "updated_at": timestamp()}
    if "member_ids" in changes:
        changed["member_ids"] = _members(tenant_id, changes["member_ids"], before["member_ids"])
    if changed == {**before, "updated_at": changed["updated_at"]}:
        return {"id": team_id, **before}  # the same again
    return _set(tenant_id, teams, team_id, changed)


@optimistic
def delete(tenant_id: str, team_id: str) -> None:
    """Deletes a team; its members stay agents."""
    teams = _load(tenant_id)
    name = _known(teams, team_id)["name"]
    teams.by_id = {other: team for other, team in teams.by_id.items() if other != team_id}
    _save(tenant_id, teams, team_id, name)


def _load(tenant_id: str) -> Teams:
    """The workspace's teams, for changing them."""
    found = Teams.find(*key(tenant_id))
    return found if isinstance(found, Teams) else Teams(*key(tenant_id))


def _known(teams: Teams, team_id: str) -> "Team":
    if team_id not in teams.by_id:
        raise NotFound("Team")
    return teams.by_id[team_id]


def _members(tenant_id: str, member_ids: Sequence[str], present: Sequence[str] = ()) -> list[str]:
    """The members; new ones must be agents of the workspace."""
    from connextlive.identity import user  # not for those who only read teams

    wanted = list(dict.fromkeys(member_ids))
    given = [one for one in wanted if is_id(one, "usr")]
    agents = {values["id"] for values in user.many(tenant_id, given) if values["role"] == "AGENT"}
    if not {*wanted} <= {*agents, *present}:
        raise Invalid(memberIds=Sentence("Must be agents of the workspace"))
    return wanted


def _set(tenant_id: str, teams: Teams, team_id: str, team: "Team") -> "KnownTeam":
    names = {other["name"].casefold() for other_id, other in teams.by_id.items() if other_id != team_id}
    if team["name"].casefold() in names:
        raise Refused("There is a team with this name already", "TEAM_NAME_TAKEN")
    teams.by_id = {**teams.by_id, team_id: team}
    _save(tenant_id, teams, team_id, team["name"])
    return {"id": team_id, **team}


def _save(tenant_id: str, teams: Teams, team_id: str, name: str) -> None:
    from connextlive.audit import log  # few requests are audited

    put = {"Put": teams.get_save_kwargs_from_instance()}
    writes.transact([put, *log.of_transaction(tenant_id, team_id, name)])
