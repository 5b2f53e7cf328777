"""Push subscriptions end with their agent's removal."""

from collections.abc import Iterable

from connextlive.events.domain import Change, is_departure


def settle(changes: Iterable[Change]) -> None:
    """Deletes the push subscriptions of removed agents. Idempotent."""
    for change in changes:
        if is_departure(change) and change.before is not None and change.after is None:
            from connextlive.identity import user  # rare
            from connextlive.push import subscription

            if user.find(change.tenant_id, change.before["id"]) is None:
                subscription.remove_all(change.tenant_id, change.before["id"])
