"""What no log may have: it is kept for a month, and read by people who may see none of this."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

SECRETS = {
    "a token": re.compile(r"\beyJ[\w-]{10,}\.[\w-]{10,}"),
    "an API key": re.compile(r"\bcl_[0-9A-Z]{26}_[0-9A-Z]{26}_\w+"),
    "an API token": re.compile(r"\bclt_[0-9A-Z]{26}_[0-9A-Z]{26}_\w+"),
    "a signed link": re.compile(r"X-Amz-Signature=|[?&]token="),
    "an email address": re.compile(r"[\w.+-]*\w@\w[\w-]*\.\w+"),
}
# Fields that people write texts in.
WRITTEN = {"content", "comment", "notes", "userName", "userPhone", "name", "text", "summary", "fileName", "search"}
LEAST = 12  # letters: shorter ones may be in a log by chance


def texts(body: Any, name: str = "") -> Iterator[str]:
    """The texts in a request's body that nobody but people would write: of some length, and more than one word."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield from texts(value, key)
    elif isinstance(body, list):
        for value in body:
            yield from texts(value, name)
    elif isinstance(body, str) and name in WRITTEN and len(body.strip()) >= LEAST and " " in body.strip():
        yield body.strip()[:200]


def told(log: str, written: Iterable[str], *secrets: str) -> dict[str, str]:
    """What a log has that it must not, and where."""
    found = {what: match.start() for what, pattern in SECRETS.items() if (match := pattern.search(log))}
    for secret in secrets:
        if secret in log:
            found["a secret"] = log.find(secret)
    for text in set(written):
        # As it is, and as JSON spells it.
        for form in {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}:
            if form in log:
                found[f"a text: {text[:40]}"] = log.find(form)
    return {what: log[max(0, at - 200) : at + 300] for what, at in found.items()}
