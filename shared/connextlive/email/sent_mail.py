"""Which mails went out, so that an event that is delivered twice does not become two of them.

A mail is taken before it is sent and noted after. Whoever comes meanwhile waits; whoever comes after it was noted has
nothing to do. One gap is left, because SES knows no key by which it could tell a repetition: a function that dies
after SES has taken the mail and before it was noted leaves a mail that is sent again.
"""

import time
from collections.abc import Callable

from connextlive.core.ids import timestamp
from connextlive.table import writes
from connextlive.table.orm import Item, MaybeText, NumberAttribute, PutError

SK = "mail"
LOCKED_FOR = 60  # seconds; longer than any function that sends mail may run
LIVES = 30 * 24 * 3600  # longer than a dead-letter queue keeps an event


class SentMail(Item, discriminator="sent_mail"):
    """One mail; without `sent_at` somebody is about to send it."""

    sent_at = MaybeText()
    locked_until = NumberAttribute()
    expires_at = NumberAttribute()


def once(tenant_id: str, about: str, send: Callable[[], None]) -> None:
    """Sends the mail about something unless it went out before."""
    now = time.time()
    mine = SentMail(f"{tenant_id}#mail#{about}", SK, locked_until=now + LOCKED_FOR, expires_at=int(now) + LIVES)
    try:
        mine.save(
            condition=SentMail.pk.does_not_exist() | (SentMail.sent_at.does_not_exist() & (SentMail.locked_until < now))
        )
    except PutError as error:
        if not writes.lost_race(error):
            raise
        held = SentMail.find(mine.pk, SK)
        if isinstance(held, SentMail) and held.sent_at is not None:
            return
        raise RuntimeError("Somebody else is sending this mail, or died doing so") from error
    try:
        send()
    except Exception:
        mine.delete(condition=SentMail.locked_until == mine.locked_until)
        raise
    mine.update(actions=[SentMail.sent_at.set(timestamp())])
