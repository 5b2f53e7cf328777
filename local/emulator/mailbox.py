"""Every mail that was sent since the data was made, for GET /local/emails and the page of it, /local/mail."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import httpx

# What a page shows; all of it is at /local/emails.
_MOST_ON_PAGE = 100


class Mailbox:
    """ministack lists sent mail but forgets it when it stops, so what it lists is kept in a file besides."""

    def __init__(self, aws_url: str, file: Path) -> None:
        # Without the environment's proxy: it would be asked for 127.0.0.1, too.
        self._client = httpx.AsyncClient(base_url=aws_url, trust_env=False)
        self._file = file
        self._kept: dict[str, dict[str, Any]] = json.loads(file.read_text()) if file.exists() else {}
        self._new: dict[str, dict[str, Any]] = {}

    async def emails(self) -> list[dict[str, Any]]:
        """Oldest first."""
        await self.keep()
        return sorted(self._kept.values(), key=lambda email: email["sentAt"])

    async def page(self) -> str:
        """The mails to be looked at, newest first."""
        mails = list(reversed(await self.emails()))
        return _PAGE.format(count=len(mails), mails="".join(map(_shown, mails[:_MOST_ON_PAGE])))

    async def arrived(self) -> dict[str, dict[str, Any]]:
        """What has come since this was asked for the last time, by its id."""
        await self.keep()
        new, self._new = self._new, {}
        return new

    async def keep(self) -> None:
        """Writes down what ministack forgets when it stops."""
        answer = await self._client.get("/_ministack/ses/messages")
        accounts = answer.json()["messages"]
        sent = {message["MessageId"]: _email(message) for messages in accounts.values() for message in messages}
        new = {message_id: email for message_id, email in sent.items() if message_id not in self._kept}
        if new:
            self._kept |= new
            self._new |= new
            self._file.write_text(json.dumps(self._kept, ensure_ascii=False))

    async def close(self) -> None:
        await self.keep()
        await self._client.aclose()


def _email(message: dict[str, Any]) -> dict[str, Any]:
    sent = datetime.fromtimestamp(message["Timestamp"], UTC)
    return {
        "to": message["To"],
        "subject": message["Subject"],
        "text": message["BodyText"],
        "html": message["BodyHtml"] or None,
        "sentAt": _time(sent),
    }


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


# ── SES's mailbox simulator ──────────────────────────────────────────────────────────────────────────────────────────

SIMULATOR = "simulator.amazonses.com"


def answer_of(message_id: str, email: Mapping[str, Any], configuration_set: str) -> dict[str, Any] | None:
    """The event that SES publishes about a mail to its mailbox simulator
    (https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html); None for any other mail. A label is
    allowed: bounce+anything@."""
    to = str(email["to"][0])
    name, _, domain = to.partition("@")
    make = _ANSWERS.get(name.partition("+")[0])
    if domain != SIMULATOR or make is None:
        return None
    happened, detail = make(to, _time(datetime.now(UTC)))
    mail = {
        "timestamp": email["sentAt"],
        "source": "no-reply@example.com",
        "messageId": message_id,
        "destination": [to],
        "commonHeaders": {"to": [to], "subject": email["subject"], "messageId": message_id},
        "tags": {"ses:configuration-set": [configuration_set]},
    }
    return {"source": "aws.ses", "detail-type": happened, "detail": detail | {"mail": mail}}


def _bounce(kind: str, subtype: str, status: str) -> Callable[[str, str], tuple[str, dict[str, Any]]]:
    def make(to: str, at: str) -> tuple[str, dict[str, Any]]:
        recipient = {"emailAddress": to, "action": "failed", "status": status, "diagnosticCode": f"smtp; {status}"}
        bounce = {
            "bounceType": kind,
            "bounceSubType": subtype,
            "bouncedRecipients": [recipient],
            "timestamp": at,
            "feedbackId": f"simulated-{at}",
            "reportingMTA": f"dns; {SIMULATOR}",
        }
        return "Email Bounced", {"eventType": "Bounce", "bounce": bounce}

    return make


def _complaint(to: str, at: str) -> tuple[str, dict[str, Any]]:
    complaint = {
        "complainedRecipients": [{"emailAddress": to}],
        "timestamp": at,
        "feedbackId": f"simulated-{at}",
        "complaintSubType": None,
        "complaintFeedbackType": "abuse",
        "userAgent": "Amazon SES Mailbox Simulator",
        "arrivalDate": at,
    }
    return "Email Complaint Received", {"eventType": "Complaint", "complaint": complaint}


_ANSWERS = {
    "bounce": _bounce("Permanent", "General", "5.1.1"),
    "ooto": _bounce("Transient", "General", "4.0.0"),
    "complaint": _complaint,
}


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _shown(email: Mapping[str, Any]) -> str:
    """A mail's HTML can do nothing to the page; a link in it opens beside it."""
    html = f'<base target="_blank">{email["html"] or "<p>No HTML part</p>"}'
    return _MAIL.format(
        at=escape(email["sentAt"]),
        to=escape(", ".join(email["to"])),
        subject=escape(email["subject"]),
        html=escape(html),
        text=escape(email["text"]),
    )


_MAIL = """\
<details><summary><time>{at}</time> <b>{subject}</b> <span>{to}</span></summary>
<div class="parts"><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" title="{subject}" \
srcdoc="{html}"></iframe><pre>{text}</pre></div></details>
"""
_PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Mail sent here</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; background: light-dark(#fff, #16161a); color: light-dark(#1a1a1f, #ededf2); \
font: 15px/1.5 system-ui, sans-serif; }}
a {{ color: light-dark(#3730a3, #a9b2ff); }}
body {{ max-width: 1200px; margin: 2rem auto; padding: 0 1rem; }}
details {{ border-top: 1px solid #8885; }}
summary {{ padding: .6rem 0; cursor: pointer; overflow-wrap: anywhere; }}
time, summary span {{ color: light-dark(#5d5d69, #a3a3b0); font-size: .85rem; }}
.parts {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; \
padding-bottom: 1rem; }}
iframe {{ width: 100%; height: 40rem; border: 1px solid #8885; background: #fff; }}
pre {{ margin: 0; padding: 1rem; border: 1px solid #8885; white-space: pre-wrap; overflow-wrap: anywhere; }}
</style></head><body><main>
<h1>Mail sent here</h1>
<p>{count} in all, the newest first. Nothing leaves this machine. Reload for what has come since;
<a href="/local/emails">as JSON</a>. A mail to bounce@simulator.amazonses.com bounces, one to
complaint@simulator.amazonses.com is complained about.</p>
{mails}
</main></body></html>
"""
