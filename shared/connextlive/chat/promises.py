"""A workspace's promises to its visitors, as far as a conversation's change affects them: targets, automatic replies
and resolution. The stream's consumer keeps them, so a message in a workspace without promises costs nothing more.
Timers handle changes by time.

Idempotent: a repeated or late change is compared with the conversation's present state.
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
    """Handles changes of conversations; `promising` are the workspaces with promises, by tenant."""
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
    """Starts promises for open conversations of a workspace that had none, from a cursor until `until`, a time of the
    monotonic clock. Returns the next cursor, or None when all are done."""
    while True:
        found, cursor = conversations.page(tenant_id, ["ACTIVE"], None, PAGE, cursor=cursor)
        timers.put_all(tenant_id, [values["id"] for values in found], timestamp())
        if cursor is None or time.monotonic() > until:
            return cursor


def keep(tenant_id: str, conversation_id: str) -> str | None:
    """Does what is due for a conversation. Returns the next time at which something is due."""
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
    """The next time at which something is due for a conversation."""
    if conversation is None or conversation.get("spam_since"):
        return None
    due = [conversation.get("snoozed_until"), targets.due(conversation.get("targets"))]
    due += [auto_resolve.due(conversation, workspace["settings"])] if workspace else []
    return min((at for at in due if at and at < FOREVER), default=None)


class _Promised:
    """The promises that apply to a state of a conversation."""

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
    """Stores the targets as of a state. This is no change by a person, so the conversation keeps its place in lists."""
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
    """Stores misses and warnings that are due by now. Or removes targets that the workspace no longer sets: the
    stream's consumer looks only at workspaces with promises, so it does not do that."""
    conversation = conversations.load(tenant_id, conversation_id)
    kept = conversation.targets
    if kept is None or conversation.is_spam:
        return conversation
    found = targets.passed(kept, conversation.values, timestamp()) if are_set else targets.decided(kept)
    if found != kept:
        conversation.targets = found
        conversation.save()
    return conversation
