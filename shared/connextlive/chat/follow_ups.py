"""What follows from the changes of conversations where their workspace's settings want it: targets, waking and closing
by themselves, a watch on moods, and routing. Most workspaces want none of it, so each part is imported at its use."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from connextlive.events import bus
from connextlive.events.domain import Change, is_of
from connextlive.identity import assistance, availability, workspace
from connextlive.identity.routing_rules import Rules

if TYPE_CHECKING:
    from connextlive.generated.values import WorkspaceValues

    type Workspaces = Mapping[str, WorkspaceValues]


def settle(changes: Sequence[Change], workspaces: "Workspaces") -> None:
    """Idempotent, because changes are delivered again. `workspaces` are those of changed conversations, by tenant."""
    _promise(changes, workspaces)
    _keep_schedules(changes)
    _watch_moods(changes, workspaces)
    _route(changes, workspaces)


def _promise(changes: Sequence[Change], workspaces: "Workspaces") -> None:
    promising = {tenant_id: values for tenant_id, values in workspaces.items() if workspace.makes_promises(values)}
    concerned = [change for change in changes if change.tenant_id in promising or _is_snoozed(change)]
    begun = [
        one.tenant_id for one in changes if is_of(one, "workspace") and workspace.promises_more(one.before, one.after)
    ]
    if not concerned and not begun:
        return
    from connextlive.chat import promises

    promises.settle(concerned, promising)
    for tenant_id in begun:
        promises.begin(tenant_id)


def _is_snoozed(change: Change) -> bool:
    return is_of(change, "conversation") and bool(change.after and change.after.get("snoozed_until"))


def _keep_schedules(changes: Sequence[Change]) -> None:
    """Before routing, which asks who is available."""
    concerned = [one for one in changes if is_of(one, "user") and one.after and one.after.get("schedule")]
    if concerned:
        from connextlive.identity import schedules

        schedules.settle(concerned)


def _watch_moods(changes: Sequence[Change], workspaces: "Workspaces") -> None:
    watching = {one for one, of in workspaces.items() if assistance.is_on("mood", of["plan"], of["settings"])}
    if watching:
        from connextlive.chat import mood

        bus.send(mood.due(change for change in changes if change.tenant_id in watching))


def _route(changes: Sequence[Change], workspaces: "Workspaces") -> None:
    rules = {tenant_id: Rules.of(values.get("settings")) for tenant_id, values in workspaces.items()}
    if any(of.is_on for of in rules.values()) or any(map(availability.is_sign, changes)):
        from connextlive.chat import routing

        routing.settle(changes, rules)
