"""Suppressed addresses: email to them bounced, or was reported as spam.

They apply to all tenants: a mailbox that does not exist does not exist for any of them, and sending to it harms the
sender reputation that all tenants share.
"""

from connextlive.core import email_address
from connextlive.table import writes
from connextlive.table.orm import Item, PutError, UnicodeAttribute

SK = "suppressed"


class Suppression(Item, discriminator="suppression"):
    """`reason` is BOUNCE, COMPLAINT or REFUSED (SES does not send to the address)."""

    reason = UnicodeAttribute()
    since = UnicodeAttribute()


def keys(email: str) -> list[tuple[str, str]]:
    """The keys of a mailbox under all its spellings; new items use the first."""
    return [(f"suppressed#{spelling}", SK) for spelling in email_address.spellings(email)]


def reason(email: str) -> str | None:
    """Why the address is suppressed; None if it is not."""
    found = (Suppression.find(*key) for key in keys(email))
    return next((one.reason for one in found if isinstance(one, Suppression)), None)


def add(email: str, why: str, since: str) -> None:
    """Suppresses an address; the first reason is kept."""
    try:
        Suppression(*keys(email)[0], reason=why, since=since).save(condition=Suppression.pk.does_not_exist())
    except PutError as error:
        if not writes.condition_failed(error):
            raise
