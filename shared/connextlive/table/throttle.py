"""Throttling: attempts that fail, requested emails.

An attempt is reserved before the work that it pays for, so that of many at once no more are made than the limit allows;
whatever turns out not to count is given back.
"""

import time
from typing import Any

from connextlive.core.errors import TooManyAttempts
from connextlive.table import writes
from connextlive.table.orm import Item, NumberAttribute, UpdateError, Whole

SK = "attempts"
WINDOW = 15 * 60  # seconds from the first attempt


class Attempts(Item, discriminator="attempts"):
    """Attempts within the window; DynamoDB deletes the item after it ends."""

    number = Whole()
    expires_at = NumberAttribute()


def reserve(limits: dict[str, int]) -> dict[str, int]:
    """Counts an attempt of each subject (`login#jane@x.com`: 10), and returns which of its window it is. Refuses if one
    has reached its limit in its window; then none counts."""
    reserved: dict[str, int] = {}
    for what, limit in limits.items():
        try:
            reserved[what] = _reserve(what, limit)
        except TooManyAttempts:
            give_back(*reserved)
            raise
    return reserved


@writes.optimistic
def _reserve(what: str, limit: int) -> int:
    attempts, now = _attempts(what), int(time.time())
    is_new = Attempts.pk.does_not_exist() | (Attempts.expires_at <= now)
    begun = [Attempts.number.set(1), Attempts.expires_at.set(now + WINDOW), Attempts.kind.set(Attempts)]
    if _changed(attempts, begun, is_new):
        return 1
    if _changed(attempts, [Attempts.number.add(1)], (Attempts.expires_at > now) & (Attempts.number < limit)):
        return int(attempts.number)  # as DynamoDB has answered
    found = Attempts.find(attempts.pk, SK)
    ends_at = found.expires_at if isinstance(found, Attempts) else now
    raise TooManyAttempts(max(1, int(ends_at - now)), limit, WINDOW)


def note(what: str) -> None:
    """Begins a new subject's window, in the call that saves an item: for those who must write something."""
    new = Attempts(f"attempts#{what}", SK, number=1, expires_at=int(time.time()) + WINDOW)
    new.save(condition=Attempts.pk.does_not_exist())


def give_back(*subjects: str) -> None:
    """Uncounts an attempt of each subject. One that DynamoDB does not take counts until its window ends."""
    for what in subjects:
        with writes.dispensable():
            _changed(_attempts(what), [Attempts.number.add(-1)], Attempts.number > 0)


def forget(*subjects: str) -> None:
    """Lets the subjects begin anew. Unconditional: whatever was counted is forgotten."""
    for what in subjects:
        _attempts(what).delete()


def _attempts(what: str) -> Attempts:
    return Attempts(f"attempts#{what}", SK)


@writes.optimistic
def _changed(attempts: Attempts, actions: list[Any], condition: Any) -> bool:
    """Whether the condition held, and the change was made."""
    try:
        attempts.update(actions=actions, condition=condition)
    except UpdateError as error:
        if writes.condition_failed(error):
            return False
        raise
    return True
