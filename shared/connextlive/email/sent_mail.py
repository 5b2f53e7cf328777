"""Which emails were sent, so that an event delivered twice does not send two.

An email's item is claimed before sending and completed afterwards. A concurrent delivery waits; a later one has nothing
to do. One gap remains, because SES has no idempotency key: if a function dies after SES accepted an email and before
the item is completed, the email is sent again.
"""

import hashlib
import time
from collections.abc import Callable

from connextlive.core.ids import timestamp
from connextlive.table import writes
from connextlive.table.orm import Item, MaybeText, NumberAttribute, PutError

SK = "mail"
LOCKED_FOR = 60  # seconds; longer than the timeout of any function that sends email
LIVES = 30 * 24 * 3600  # longer than a dead-letter queue keeps an event


class SentMail(Item, discriminator="sent_mail"):
    """One email; without `sent_at` it is being sent."""

    sent_at = MaybeText()
    locked_until = NumberAttribute()
    expires_at = NumberAttribute()


def once(tenant_id: str, about: tuple[str, ...], send: Callable[[], None]) -> None:
    """Sends the email unless it has been sent."""
    now = time.time()
    # A hash, because subjects are people and conversations, of whom nothing may remain when they are deleted.
    pk = f"{tenant_id}#mail#{hashlib.sha256('#'.join(about).encode()).hexdigest()}"
    mine = SentMail(pk, SK, locked_until=now + LOCKED_FOR, expires_at=int(now) + LIVES)
    try:
        mine.save(
            condition=SentMail.pk.does_not_exist() | (SentMail.sent_at.does_not_exist() & (SentMail.locked_until < now))
        )
    except PutError as error:
        if not writes.lost_race(error):
            raise
        stored = SentMail.find(mine.pk, SK)
        if isinstance(stored, SentMail) and stored.sent_at is not None:
            return
        raise RuntimeError("Somebody else is sending this mail, or died doing so") from error
    try:
        send()
    except Exception:
        mine.delete(condition=SentMail.locked_until == mine.locked_until)
        raise
    mine.update(actions=[SentMail.sent_at.set(timestamp())])
