"""Turns: a limit that is checked before something is added still holds when it is added, because concurrent additions
take turns."""

from connextlive.table.orm import Item, VersionAttribute


class Turn(Item, discriminator="turn"):
    """Who adds to a collection takes its turn: loads this before counting, and saves it in the transaction that adds.
    That fails if somebody else did so in between, and under `@optimistic` it counts again."""

    version = VersionAttribute()


def of(tenant_id: str, collection: str) -> Turn:
    """The next turn in a tenant's collection."""
    key = tenant_id, f"turn#{collection}"
    found = Turn.find(*key)
    return found if isinstance(found, Turn) else Turn(*key)
