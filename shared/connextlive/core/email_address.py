"""E-mail addresses: what is one, and when two are one mailbox.

Kept and shown is an address in lower case and NFC, its domain as people write it: `info@straße.example`, whichever way
it was spelled. It is never case-folded: ß is not ss, in a domain either. SES gets the domain in Punycode. Letters
beyond ASCII before the @ are taken (RFC 6531), though SES does not promise to send to them; `mail.py` says what becomes
of such a mail.
"""

import re

from connextlive.core.sentence import Sentence

# What every parser takes as it is, which is nearly all: importing one takes 40 ms, so it is asked about the rest.
_PLAIN = re.compile(
    r"(?=[^@]{1,64}@.{1,253}$)(?=.{1,254}$)"
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)


def parsed(text: str) -> str:
    """The address as it is kept; a ValueError says in words what is wrong with it."""
    return _forms(text)[0]


def normal(text: str) -> str:
    """An address as it is kept and compared. What was stored before addresses were parsed need not be one: it stays
    what it is, in lower case."""
    try:
        return parsed(text)
    except ValueError:
        return text.strip().lower()


def for_ses(text: str) -> str:
    """The address as SES takes it; a ValueError where it would not."""
    return _forms(text)[1]


def spellings(text: str) -> list[str]:
    """All forms in which an address may have been stored: as it is kept, and with its domain in Punycode as it was
    kept where somebody had written it so."""
    try:
        return list(dict.fromkeys(_forms(text)))
    except ValueError:
        return [normal(text)]


def _forms(text: str) -> tuple[str, str]:
    """As it is kept, and with its domain in Punycode."""
    text = text.strip()
    if _PLAIN.fullmatch(lowered := text.lower()) and text.isascii():
        return lowered, lowered
    import unicodedata

    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(unicodedata.normalize("NFC", text), strict=True, check_deliverability=False)
    except EmailNotValidError as error:
        raise ValueError(Sentence("Enter a valid e-mail address")) from error
    local = unicodedata.normalize("NFC", found.local_part.lower())
    return f"{local}@{found.domain}", f"{local}@{found.ascii_domain}"
