"""Throttling: attempts that fail, requested emails.

An attempt is reserved before the work, so that concurrent attempts cannot exceed the limit; attempts that turn out not
to count are given back."""

import time
from functools import partial
from typing import Any

from connextlive.core.errors import TooManyAttempts
from connextlive.core.together import together
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
    subjects = list(limits)
    found = together(*(partial(_reserve, what, limits[what]) for what in subjects))
    reserved = {what: number for what, number in zip(subjects, found, strict=True) if not isinstance(number, Exception)}
    for refused in found:
        if isinstance(refused, TooManyAttempts):
            give_back(*reserved)
            raise refused
    return reserved


@writes.optimistic
def _reserve(what: str, limit: int) -> int | TooManyAttempts:
    """Which attempt of its window it is, or why there is none."""
    attempts, now = _attempts(what), int(time.time())
    ends_at, kind = now + WINDOW, Attempts.kind.set(Attempts)
    counted = [Attempts.number.add(1), Attempts.expires_at.set(Attempts.expires_at | ends_at), kind]
    is_open = Attempts.pk.does_not_exist() | (Attempts.expires_at > now) & (Attempts.number < limit)
    if _changed(attempts, counted, is_open):
        return int(attempts.number)  # as DynamoDB has answered
    if _changed(attempts, [Attempts.number.set(1), Attempts.expires_at.set(ends_at)], Attempts.expires_at <= now):
        return 1
    found = Attempts.find(attempts.pk, SK)
    until = found.expires_at if isinstance(found, Attempts) else now
    return TooManyAttempts(max(1, int(until - now)), limit, WINDOW)


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
