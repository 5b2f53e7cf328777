"""Releases conversations whose agent was deactivated, removed or made an admin."""

from collections.abc import Iterable

from connextlive.events.domain import Change, is_departure, is_of


def settle(changes: Iterable[Change]) -> None:
    """Releases conversations of agents who are no longer active, including those that were assigned at the moment of
    the deactivation. An agent who is active again keeps theirs. Idempotent."""
    for change in changes:
        if is_departure(change):
            _release_all(change.tenant_id, change.now["id"])
        elif is_of(change, "conversation") and change.after and (agent_id := change.after.get("agent_id")):
            before, after = change.before, change.after
            was_open = before is not None and not before.get("status") == "CLOSED" != after["status"]
            if not (before and was_open and before.get("agent_id") == agent_id):
                from connextlive.chat import conversation  # not in every batch

                conversation.release_if_gone(change.tenant_id, after["id"], agent_id)


def _release_all(tenant_id: str, agent_id: str) -> None:
    from connextlive.chat import conversation  # rare
    from connextlive.identity import user

    if not user.is_assignable(tenant_id, agent_id):
        conversation.release_all(tenant_id, agent_id)
