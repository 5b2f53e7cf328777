"""Teams: groups of the workspace's agents. A conversation belongs to its assignee's teams, so nothing of a conversation
says of which it is, and whoever joins or leaves one changes one item. All are in that item, which is read for those who
see their teams' conversations only."""

from collections.abc import Iterable

from connextlive.table import codec, items
from connextlive.table.codec import Values
from connextlive.table.orm import Document, Item, VersionAttribute

SK = "teams"


class Teams(Item, discriminator="teams"):
    """Teams by ID: `{name, members, created_at, updated_at}`; members are users' IDs."""

    by_id = Document(default=dict)
    version = VersionAttribute()


def key(tenant_id: str) -> tuple[str, str]:
    return tenant_id, SK


def read(tenant_id: str) -> dict[str, Values]:
    """The workspace's teams by ID."""
    raw = items.raw_items([key(tenant_id)])
    by_id: dict[str, Values] = codec.plain(raw[0])["by_id"] if raw else {}
    return by_id


def colleagues(teams: Iterable[Values], user_id: str) -> set[str]:
    """Everybody who is in a team with a user, without the user."""
    theirs = (set(team["members"]) for team in teams if user_id in team["members"])
    return {member for members in theirs for member in members} - {user_id}
