"""Addresses that are not written to any more: mail to them came back for good, or was reported as spam.

They are nobody's in particular: a mailbox that does not exist does not exist for any tenant, and who sends to it
nevertheless loses the good name of the sender, which all tenants share.
"""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import PutError

from connextlive.models import base
from connextlive.models.base import Item

SK = "suppressed"


class Suppression(Item, discriminator="suppression"):
    """`reason` is BOUNCE or COMPLAINT."""

    reason = UnicodeAttribute()
    since = UnicodeAttribute()


def key(email: str) -> tuple[str, str]:
    """The key of an address, whatever its case."""
    return f"suppressed#{email.strip().casefold()}", SK


def reason(email: str) -> str | None:
    """Why there is no mail to this address; None where nothing speaks against it."""
    found = Suppression.find(*key(email))
    return found.reason if isinstance(found, Suppression) else None


def add(email: str, why: str, since: str) -> None:
    """Suppresses mail to an address; the first reason stays."""
    try:
        Suppression(*key(email), reason=why, since=since).save(condition=Suppression.pk.does_not_exist())
    except PutError as error:
        if not base.lost_race(error):
            raise
