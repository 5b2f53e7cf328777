"""The work that changes of the table cause, besides events and the search index. The stream's consumer runs these
functions at the same time, and repeats all of it when a batch is delivered again, so everything here is idempotent.
Modules that few changes need are imported at their use."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from connextlive import counters
from connextlive.chat import assignments, list_growth, visitor_presence
from connextlive.events import bus
from connextlive.events.domain import Change, is_arrival, is_of
from connextlive.identity import assistance, availability, workspace
from connextlive.identity.routing_rules import Rules
from connextlive.reports import rollup

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, WorkspaceValues

    type Workspaces = Mapping[str, WorkspaceValues]


def settle(changes: Sequence[Change]) -> None:
    """Completes changes that a request has begun: entries of the audit log, the requirement of second factors, files of
    canned replies, assignments of agents who are gone."""
    if any(change.after and "act" in change.after for change in changes):
        from connextlive.audit import log  # rare

        log.settle(changes)
    if any(is_of(change, "workspace") for change in changes):
        from connextlive.identity import second_factor  # rare

        second_factor.settle(changes)
    if any(is_of(change, "canned_reply") for change in changes):
        from connextlive.chat import canned_reply  # rare

        canned_reply.settle(changes)
    assignments.settle(changes)


def note_lapsed(changes: Sequence[Change]) -> None:
    """Records visitors whose presence has expired. While nobody of the team is connected, an arriving visitor is the
    only occasion for that."""
    for tenant_id in {change.tenant_id for change in changes if is_arrival(change)}:
        visitor_presence.note_lapsed(tenant_id)


def count(changes: Sequence[Change]) -> None:
    """Updates counters and roll-ups, then promises, schedules, moods and routing, and last the list's shards. They run
    one after the other: the first two add to the same counters, the next need the workspaces that the roll-ups have
    read, and the last uses the counts."""
    counters.settle((change.pk, change.after) for change in changes if is_of(change, "visitor"))
    conversations = (change for change in changes if is_of(change, "conversation"))
    workspaces = rollup.settle(
        ((change.pk, change.at, change.before, change.after) for change in conversations), _wrote_at
    )
    _promise(changes, workspaces)
    _keep_schedules(changes)
    _watch_moods(changes, workspaces)
    _route(changes, workspaces)
    list_growth.settle(changes)


def _wrote_at(conversation: "ConversationValues") -> list[str]:
    from connextlive.chat import message  # few conversations become spam

    return message.visitor_wrote_at(conversation)


def _promise(changes: Sequence[Change], workspaces: "Workspaces") -> None:
    promising = {tenant_id: values for tenant_id, values in workspaces.items() if workspace.makes_promises(values)}
    concerned = [change for change in changes if change.tenant_id in promising or _is_snoozed(change)]
    if concerned:
        from connextlive.chat import promises

        promises.settle(concerned, promising)
    for one in changes:
        if is_of(one, "workspace") and workspace.promises_more(one.before, one.after):
            from connextlive.table import timers  # rare

            timers.put(one.tenant_id, one.tenant_id, one.at)  # for all of its open conversations, which takes a while


def _is_snoozed(change: Change) -> bool:
    return is_of(change, "conversation") and bool(change.after and change.after.get("snoozed_until"))


def _keep_schedules(changes: Sequence[Change]) -> None:
    """Runs before routing, which needs to know who is available."""
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
