"""What a workspace promises its visitors, as far as it follows from a conversation's change: the stream's consumer
settles it, so a message that nothing is promised about costs nothing more.

Idempotent: a change that comes again, or late, is compared with what the conversation has become.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from connextlive.chat import auto_reply, snooze
from connextlive.chat import conversation as conversations
from connextlive.core.blocking import FOREVER
from connextlive.core.business_hours import BusinessHours
from connextlive.core.errors import NotFound
from connextlive.core.ids import timestamp
from connextlive.events.domain import Change, is_of
from connextlive.identity import hours, teams
from connextlive.table import timers

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, WorkspaceValues


def settle(changes: Iterable[Change], workspaces: "Mapping[str, WorkspaceValues]") -> None:
    """Does what follows from the changes of conversations in these workspaces, by tenant."""
    for change in changes:
        if not is_of(change, "conversation") or change.after is None or change.after.get("spam_since"):
            continue
        workspace = workspaces.get(change.tenant_id)
        timers.set_earlier(change.tenant_id, change.after["id"], _next(change.before), _next(change.after))
        if workspace is None:
            continue
        open_hours = _hours(change.tenant_id, workspace, change.after)
        if open_hours is not None and auto_reply.is_due(change.before, change.after, open_hours):
            settings, language = workspace["settings"], workspace["language"]
            auto_reply.send(change.tenant_id, change.after, open_hours, settings, language)


def keep(tenant_id: str, conversation_id: str) -> str | None:
    """Does what is due of a conversation. Returns when something is due next."""
    try:
        conversation = conversations.load(tenant_id, conversation_id)
    except NotFound:
        return None  # deleted since
    if conversation.snoozed_until and conversation.snoozed_until <= timestamp():
        conversation = snooze.wake(tenant_id, conversation_id)
    return _next(conversation.values)


def _next(conversation: "ConversationValues | None") -> str | None:
    """When something is due of a conversation."""
    if conversation is None or conversation.get("spam_since"):
        return None
    due = [conversation.get("snoozed_until")]
    return min((at for at in due if at and at < FOREVER), default=None)


def _hours(tenant_id: str, workspace: "WorkspaceValues", conversation: "ConversationValues") -> BusinessHours | None:
    """The business hours that hold for a conversation: those of its agent's team, its site or the workspace."""
    settings, agent_id = workspace["settings"], conversation.get("agent_id")
    of = teams.read(tenant_id) if agent_id and hours.has_teams(settings) else {}
    team_ids = [team_id for team_id, team in of.items() if agent_id in team["member_ids"]]
    return hours.of(settings, workspace["timezone"], site_id=conversation["site_id"], team_ids=team_ids)
