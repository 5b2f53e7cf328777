"""Email addresses: which are valid, and when two are the same mailbox.

An address is stored and shown in lower case and NFC, with a Unicode domain: `info@straße.example`, however it was
entered. It is never case-folded, because ß is not ss, not even in a domain. SES gets the domain in Punycode. Non-ASCII
local parts are accepted (RFC 6531), although SES may refuse them; see `email/sending.py`.
"""

import re

from connextlive.core.sentence import Sentence

# What every parser takes as it is, which is nearly all: importing one takes 40 ms, so it is asked about the rest.
_PLAIN = re.compile(
    r"(?=[^@]{1,64}@.{1,253}$)(?=.{1,254}$)"
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)


def parsed(text: str) -> str:
    """The address in its stored form; a ValueError says what is wrong with it."""
    return _forms(text)[0]


def normal(text: str) -> str:
    """The address as stored and compared. Values from before addresses were parsed may be invalid; these are only
    lower-cased."""
    try:
        return parsed(text)
    except ValueError:
        return text.strip().lower()


def domain(text: str) -> str:
    """A domain as stored addresses have it; ValueError if addresses have none such."""
    try:
        return parsed(f"x@{text}").partition("@")[2]
    except ValueError as error:
        raise ValueError(Sentence("Must be an e-mail domain such as example.com")) from error


def for_ses(text: str) -> str:
    """The address as SES accepts it; ValueError if it would not."""
    return _forms(text)[1]


def spellings(text: str) -> list[str]:
    """All forms in which an address may have been stored: the current one, and with a Punycode domain, as entered in
    earlier versions."""
    try:
        return list(dict.fromkeys(_forms(text)))
    except ValueError:
        return [normal(text)]


def _forms(text: str) -> tuple[str, str]:
    """The stored form, and the one with a Punycode domain."""
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
