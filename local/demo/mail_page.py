"""The page of sent emails, /local/mail."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

# /local/emails has all of them.
_AT_MOST = 100


def render(emails: Sequence[Mapping[str, Any]], *, was_answered: bool) -> str:
    """The emails, newest first. Those about a conversation can be answered."""
    told = '<p role="status">Your answer is on its way.</p>' if was_answered else ""
    return _PAGE.format(count=len(emails), told=told, mails="".join(map(_shown, emails[: -_AT_MOST - 1 : -1])))


def _shown(email: Mapping[str, Any]) -> str:
    """An email's HTML is sandboxed; links in it open in a new tab."""
    html = f'<base target="_blank">{email["html"] or "<p>No HTML part</p>"}'
    return _MAIL.format(
        at=escape(email["sentAt"]),
        to=escape(", ".join(email["to"])),
        subject=escape(email["subject"]),
        html=escape(html),
        text=escape(email["text"]),
        answer=_answer(email) if "conversation" in email.get("tags", {}) and email["replyTo"] else "",
    )


def _answer(email: Mapping[str, Any]) -> str:
    values = {name: escape(value) for name, value in (("id", email["messageId"]), ("to", email["replyTo"][0]))}
    return _ANSWER.format(**values)


_MAIL = """\
<details><summary><time>{at}</time> <b>{subject}</b> <span>{to}</span></summary>
<div class="parts"><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" title="{subject}" \
srcdoc="{html}"></iframe><pre>{text}</pre></div>{answer}</details>
"""
_ANSWER = """\
<form method="post" action="/local/mail"><input type="hidden" name="messageId" value="{id}">
<label>Answer as the recipient, to <code>{to}</code><textarea name="text" rows="4" required></textarea></label>
<button>Send the answer</button></form>
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
form {{ padding-bottom: 1rem; overflow-wrap: anywhere; }}
textarea {{ display: block; width: 100%; box-sizing: border-box; margin: .3rem 0; font: inherit; }}
button {{ font: inherit; padding: .3rem .8rem; }}
pre {{ margin: 0; padding: 1rem; border: 1px solid #8885; white-space: pre-wrap; overflow-wrap: anywhere; }}
</style></head><body><main>
<h1>Mail sent here</h1>
<p>{count} in all, the newest first. Nothing leaves this machine. Reload for what has come since;
<a href="/local/emails">as JSON</a>. A mail to bounce@simulator.amazonses.com bounces, one to
complaint@simulator.amazonses.com is complained about.</p>
{told}
{mails}
</main></body></html>
"""
