"""Deletes what belongs to a removed agent alone: push subscriptions, canned replies, views, the list of their mentions,
and their load, once their conversations are released."""

from collections.abc import Iterable

from connextlive.events.domain import Change, is_departure


def settle(changes: Iterable[Change]) -> None:
    """Deletes what removed agents had. Idempotent."""
    for change in changes:
        if is_departure(change) and change.before is not None and change.after is None:
            from connextlive.chat import canned_reply, loads, mention, saved_view  # rare
            from connextlive.identity import user
            from connextlive.push import subscription

            if user.find(change.tenant_id, change.before["id"]) is None:
                subscription.remove_all(change.tenant_id, change.before["id"])
                canned_reply.delete_all(change.tenant_id, change.before["id"])
                saved_view.delete_all(change.tenant_id, change.before["id"])
                mention.delete_all(change.tenant_id, change.before["id"])
                loads.forget_agent(change.tenant_id, change.before["id"])
