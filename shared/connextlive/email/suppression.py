"""Addresses that are not written to any more: mail to them came back for good, or was reported as spam.

They are nobody's in particular: a mailbox that does not exist does not exist for any tenant, and who sends to it
nevertheless loses the good name of the sender, which all tenants share.
"""

from connextlive.core import email_address
from connextlive.table import writes
from connextlive.table.orm import Item, PutError, UnicodeAttribute

SK = "suppressed"


class Suppression(Item, discriminator="suppression"):
    """`reason` is BOUNCE, COMPLAINT, or REFUSED: what SES does not send to."""

    reason = UnicodeAttribute()
    since = UnicodeAttribute()


def keys(email: str) -> list[tuple[str, str]]:
    """The keys of a mailbox, whatever its spelling; new ones get the first."""
    return [(f"suppressed#{spelling}", SK) for spelling in email_address.spellings(email)]


def reason(email: str) -> str | None:
    """Why there is no mail to this address; None where nothing speaks against it."""
    found = (Suppression.find(*key) for key in keys(email))
    return next((one.reason for one in found if isinstance(one, Suppression)), None)


def add(email: str, why: str, since: str) -> None:
    """Suppresses mail to an address; the first reason stays."""
    try:
        Suppression(*keys(email)[0], reason=why, since=since).save(condition=Suppression.pk.does_not_exist())
    except PutError as error:
        if not writes.lost_race(error):
            raise
