"""Who is here: a visitor whose widget, or an agent whose inbox, was heard of within the last minute and has not said
goodbye since, which a WebSocket does when it closes."""

import time
from datetime import datetime, timedelta

from connextlive.core.ids import ago

ONLINE_FOR = 60  # seconds; widgets call every 25, and the authorizer notes an agent's call every 30


def is_online(last_seen_at: str | None, left_at: str | None = None) -> bool:
    """Whether someone last seen then, and gone then if they said so, counts as present."""
    return last_seen_at is not None and last_seen_at > online_since() and not has_left(last_seen_at, left_at)


def lapses_in(last_seen_at: str) -> float:
    """Seconds until someone last seen then counts as gone, if nothing more is heard of them."""
    return max(0, datetime.fromisoformat(last_seen_at).timestamp() + ONLINE_FOR - time.time())


def has_left(last_seen_at: str | None, left_at: str | None) -> bool:
    """Whether the last thing known of someone is that they went."""
    return left_at is not None and left_at >= (last_seen_at or "")


def has_lapsed(last_seen_at: str | None, left_at: str | None) -> bool:
    """Whether someone was here and is no longer, without anybody having noted that they went."""
    return last_seen_at is not None and last_seen_at <= online_since() and not has_left(last_seen_at, left_at)


def was_away(last_seen_at: str, until: str) -> bool:
    """Whether someone last seen then had stopped counting as present before `until`."""
    return datetime.fromisoformat(until) - datetime.fromisoformat(last_seen_at) > timedelta(seconds=ONLINE_FOR)


def online_since() -> str:
    """The timestamp before which nobody counts as present any more."""
    return ago(ONLINE_FOR)
