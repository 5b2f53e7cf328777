"""An answer to a mail as a mail program writes it: `POST /local/mail`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any


def written(email: Mapping[str, Any], text: str) -> bytes:
    """The answer to a mail that was sent here, with what it quotes."""
    message = EmailMessage()
    message["From"] = email["to"][0]
    message["To"] = email["replyTo"][0]
    message["Subject"] = f"Re: {email['subject']}"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain="mail.example")
    message["In-Reply-To"] = f"<{email['messageId']}>"
    message["References"] = f"{email['headers'].get('References', '')} <{email['messageId']}>".strip()
    quoted = "\n".join(f"> {line}".rstrip() for line in email["text"].splitlines())
    message.set_content(f"{text}\n\nOn {email['sentAt'][:10]}, {email['from']} wrote:\n\n{quoted}\n")
    return message.as_bytes()
