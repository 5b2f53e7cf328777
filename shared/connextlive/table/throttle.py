"""Throttling: failed logins, requested emails."""

import time

from connextlive.core.errors import TooManyAttempts
from connextlive.table import items, writes
from connextlive.table.orm import Item, NumberAttribute, UpdateError, Whole

SK = "attempts"
WINDOW = 15 * 60  # seconds from the first attempt


class Attempts(Item, discriminator="attempts"):
    """Attempts within the window; DynamoDB deletes the item after it ends."""

    number = Whole()
    expires_at = NumberAttribute()


def check(limits: dict[str, int]) -> None:
    """Refuses if any of the subjects (`login#jane@x.com`: 10) has reached its limit within its window."""
    found = items.find_all([(f"attempts#{what}", SK) for what in limits])
    for attempts, limit in zip(found, limits.values(), strict=True):
        if isinstance(attempts, Attempts) and attempts.number >= limit and attempts.expires_at > time.time():
            raise TooManyAttempts(retry_after=max(1, int(attempts.expires_at - time.time()) + 1))


@writes.optimistic
def note(what: str) -> None:
    """Counts an attempt, in the current window or a new one."""
    now = time.time()
    attempts = Attempts(f"attempts#{what}", SK)
    try:
        attempts.update(actions=[Attempts.number.add(1)], condition=Attempts.expires_at > now)
    except UpdateError as error:
        if not writes.lost_race(error):
            raise
        attempts.number, attempts.expires_at = 1, int(now) + WINDOW
        attempts.save(condition=Attempts.pk.does_not_exist() | (Attempts.expires_at <= now))
