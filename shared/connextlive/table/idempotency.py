"""Idempotent requests: the first response under an `Idempotency-Key` is kept for a day.

Responses contain tokens and keys, so they are encrypted: reading one takes the signing secret and the client's key, of
which the table has only a hash.
"""

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import suppress

from connextlive.aws import signing_secret
from connextlive.core.caller import Sender
from connextlive.core.errors import Refused
from connextlive.table import writes
from connextlive.table.orm import (
    DeleteError,
    Item,
    MaybeText,
    NumberAttribute,
    PutError,
    UnicodeAttribute,
)

LIVES = 24 * 3600  # seconds
LOCKED_FOR = 30  # seconds; a function that has not responded by then never will
LONGEST_KEY = 255
POLL = 0.05


class Once(Item, discriminator="once"):
    """The record of one key: its request, and the encrypted response once there is one."""

    fingerprint = UnicodeAttribute()
    answer = MaybeText()
    locked_until = NumberAttribute()
    expires_at = NumberAttribute()


class Unfinished(Exception):
    """Raised with a response that says of a part of the work to try it again: it is returned, but not kept."""

    def __init__(self, answer: str) -> None:
        super().__init__()
        self.answer = answer


def once(sender: Sender, route: str, key: str, body: bytes) -> Callable[[Callable[[], str]], str]:
    """A function that runs its argument, or returns the response of an earlier run under the same key.

    A second request waits while the first is running. A request that was refused had no effect, and one that is
    `Unfinished` is to be repeated, so the key stays usable.
    """
    if not key or len(key) > LONGEST_KEY:
        raise Refused(f"The Idempotency-Key must have 1 to {LONGEST_KEY} characters", "IDEMPOTENCY_KEY_INVALID")
    tenant_id, sender_id = sender
    scope = f"{tenant_id}#once#{sender_id}" if tenant_id else f"once#{sender_id}"
    sk = hashlib.sha256(f"{route}\n{key}".encode()).hexdigest()
    fingerprint = hashlib.sha256(body).hexdigest()
    purpose = ("once", scope, route, key)

    def run(work: Callable[[], str]) -> str:
        # Read before the work and not after it: without them its answer could not be kept, and it would be done again.
        signing_secret.signing_keys()
        while True:
            now = time.time()
            until = now + LOCKED_FOR + int.from_bytes(os.urandom(4)) / 2**32 / 1000  # tells its lock from others'
            mine = Once(scope, sk, fingerprint=fingerprint, locked_until=until, expires_at=int(now) + LIVES)
            try:
                mine.save(
                    condition=Once.pk.does_not_exist()
                    | (Once.expires_at < now)
                    | (Once.answer.does_not_exist() & (Once.locked_until < now))
                )
                break
            except PutError as error:
                if not writes.lost_race(error):
                    raise
            stored = Once.find(scope, sk)
            if isinstance(stored, Once) and stored.fingerprint != fingerprint:
                raise Refused("This Idempotency-Key was used for another request", "IDEMPOTENCY_KEY_REUSED")
            if isinstance(stored, Once) and stored.answer is not None:
                return signing_secret.unseal(stored.answer, *purpose)
            if isinstance(stored, Once) and stored.locked_until == mine.locked_until:
                break  # the answer to the write was lost, and its repetition lost to it
            time.sleep(POLL)
        try:
            answer = work()
        except Exception as error:
            with suppress(DeleteError):  # the lock expires by itself, and the work's own error says more
                mine.delete(condition=Once.locked_until == mine.locked_until)
            if isinstance(error, Unfinished):
                return error.answer
            raise
        # Nothing is kept only if DynamoDB does not take it, or if a second request has taken over after LOCKED_FOR.
        with writes.dispensable():
            mine.update(
                actions=[Once.answer.set(signing_secret.seal(answer, *purpose))],
                condition=Once.locked_until == mine.locked_until,
            )
        return answer

    return run
