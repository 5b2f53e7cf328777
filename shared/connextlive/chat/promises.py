"""What a workspace promises its visitors, as far as it follows from a conversation's change: the stream's consumer
settles it, so a message that nothing is promised about costs nothing more.

Idempotent: a change that comes again, or late, is compared with what the conversation has become.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from connextlive.chat import auto_reply
from connextlive.core.business_hours import BusinessHours
from connextlive.events.domain import Change, is_of
from connextlive.identity import hours, teams

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, WorkspaceValues


def settle(changes: Iterable[Change], workspaces: "Mapping[str, WorkspaceValues]") -> None:
    """Does what follows from the changes of conversations in these workspaces, by tenant."""
    for change in changes:
        if not is_of(change, "conversation") or change.after is None or change.after.get("spam_since"):
            continue
        workspace = workspaces[change.tenant_id]
        open_hours = _hours(change.tenant_id, workspace, change.after)
        if open_hours is not None and auto_reply.is_due(change.before, change.after, open_hours):
            settings, language = workspace["settings"], workspace["language"]
            auto_reply.send(change.tenant_id, change.after, open_hours, settings, language)


def _hours(tenant_id: str, workspace: "WorkspaceValues", conversation: "ConversationValues") -> BusinessHours | None:
    """The business hours that hold for a conversation: those of its agent's team, its site or the workspace."""
    settings, agent_id = workspace["settings"], conversation.get("agent_id")
    of = teams.read(tenant_id) if agent_id and hours.has_teams(settings) else {}
    team_ids = [team_id for team_id, team in of.items() if agent_id in team["member_ids"]]
    return hours.of(settings, workspace["timezone"], site_id=conversation["site_id"], team_ids=team_ids)
