"""What a workspace promises its visitors, as far as it follows from a conversation's change: the stream's consumer
settles it, so a message that nothing is promised about costs nothing more. What time brings, timers do.

Idempotent: a change that comes again, or late, is compared with what the conversation has become.
"""

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from connextlive.chat import auto_reply, auto_resolve, snooze, targets
from connextlive.chat import conversation as conversations
from connextlive.core.blocking import FOREVER
from connextlive.core.errors import NotFound
from connextlive.core.ids import is_label, timestamp
from connextlive.events.domain import Change, is_of
from connextlive.identity import hours, teams
from connextlive.identity import targets as policies
from connextlive.identity import workspace as workspaces
from connextlive.table import timers
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, WorkspaceValues

PAGE = 100


def settle(changes: Iterable[Change], promising: "Mapping[str, WorkspaceValues]") -> None:
    """Does what follows from the changes of conversations; `promising` are the workspaces that promise anything, by
    tenant."""
    for change in changes:
        if not is_of(change, "conversation") or change.after is None or change.after.get("spam_since"):
            continue
        before, after, workspace = change.before, change.after, promising.get(change.tenant_id)
        timers.set_earlier(change.tenant_id, after["id"], _next(before, workspace), _next(after, workspace))
        if workspace is None:
            continue
        promised = _Promised(change.tenant_id, workspace, after)
        open_hours = promised.hours
        if open_hours is not None and auto_reply.is_due(before, after, open_hours):
            auto_reply.send(change.tenant_id, after, open_hours, workspace["settings"], workspace["language"])
        if policies.are_set(workspace["settings"]) and promised.seen(after.get("targets")) != after.get("targets"):
            _see(change.tenant_id, promised)


def begin(tenant_id: str, cursor: str | None, until: float) -> str | None:
    """Has open conversations looked at that nothing was promised about before, from a cursor on until that time of the
    monotonic clock. Returns where to go on, or None if all are."""
    while True:
        found, cursor = conversations.page(tenant_id, ["ACTIVE"], None, PAGE, cursor=cursor)
        timers.put_all(tenant_id, [values["id"] for values in found], timestamp())
        if cursor is None or time.monotonic() > until:
            return cursor


def keep(tenant_id: str, conversation_id: str) -> str | None:
    """Does what is due of a conversation. Returns when something is due next."""
    now = timestamp()
    try:
        conversation = conversations.load(tenant_id, conversation_id)
        if conversation.is_spam:
            return None  # until somebody undoes that, which is a change that sets its timer
        workspace = workspaces.find(tenant_id)
        values = workspace.values if workspace else None
        if conversation.snoozed_until and conversation.snoozed_until <= now:
            conversation = snooze.wake(tenant_id, conversation_id)
        if conversation.targets and (due := targets.due(conversation.targets)) and due <= now:
            are_set = values is not None and policies.are_set(values["settings"])
            conversation = _pass(tenant_id, conversation_id, are_set=are_set)
    except NotFound:
        return None  # deleted since
    if values is not None and (closes := auto_resolve.due(conversation.values, values["settings"])) and closes <= now:
        auto_resolve.keep(conversation.values, values["settings"], values["language"])
        conversation = conversations.load(tenant_id, conversation_id)
    return _next(conversation.values, values)


def _next(conversation: "ConversationValues | None", workspace: "WorkspaceValues | None") -> str | None:
    """When something is due of a conversation."""
    if conversation is None or conversation.get("spam_since"):
        return None
    due = [conversation.get("snoozed_until"), targets.due(conversation.get("targets"))]
    due += [auto_resolve.due(conversation, workspace["settings"])] if workspace else []
    return min((at for at in due if at and at < FOREVER), default=None)


class _Promised:
    """What holds for a state of a conversation."""

    def __init__(self, tenant_id: str, workspace: "WorkspaceValues", conversation: "ConversationValues") -> None:
        settings, agent_id = workspace["settings"], conversation.get("agent_id")
        knows_teams = hours.has_teams(settings) or policies.has_teams(settings)
        of = teams.read(tenant_id) if agent_id and knows_teams else {}
        team_ids = [team_id for team_id, team in of.items() if agent_id in team["member_ids"]]
        site_id, label_ids = conversation["site_id"], filter(is_label, conversation.get("tags", ()))
        self.conversation = conversation
        self.hours = hours.of(settings, workspace["timezone"], site_id=site_id, team_ids=team_ids)
        self.policy = policies.of(settings, site_id=site_id, team_ids=team_ids, label_ids=label_ids)

    def seen(self, kept: "targets.Targets | None") -> "targets.Targets | None":
        """The targets as of this state, if these were kept before."""
        found = targets.seen(kept, self.conversation, self.policy, targets.Clock(self.hours, self.policy))
        if found and kept and {**found, "version": 0} == {**kept, "version": 0}:
            return kept
        return found


@optimistic
def _see(tenant_id: str, promised: _Promised) -> None:
    """Stores the targets as of a state. No change that anybody made: it stays as recent as it was."""
    try:
        conversation = conversations.load(tenant_id, promised.conversation["id"])
    except NotFound:
        return
    found = promised.seen(conversation.targets)
    if found != conversation.targets:
        conversation.targets = found
        conversation.save()


@optimistic
def _pass(tenant_id: str, conversation_id: str, *, are_set: bool) -> conversations.Conversation:
    """Stores what time has brought; or forgets targets that the workspace does not set any more, of which the stream's
    consumer has not been told, because it looks at workspaces with promises only."""
    conversation = conversations.load(tenant_id, conversation_id)
    kept = conversation.targets
    if kept is None or conversation.is_spam:
        return conversation
    found = targets.passed(kept, conversation.values, timestamp()) if are_set else targets.decided(kept)
    if found != kept:
        conversation.targets = found
        conversation.save()
    return conversation
