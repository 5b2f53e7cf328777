"""Presence: somebody is online if their widget or console was heard from within the last minute and has not left since,
which closing the last WebSocket records."""

import time
from datetime import datetime, timedelta

from connextlive.core.ids import ago

ONLINE_FOR = 60  # seconds; widgets call every 25, and the authorizer records an agent's call every 30


def is_online(last_seen_at: str | None, left_at: str | None = None) -> bool:
    """Whether somebody last seen then, and gone then if they left, is online."""
    return last_seen_at is not None and last_seen_at > online_since() and not has_left(last_seen_at, left_at)


def lapses_in(last_seen_at: str) -> float:
    """Seconds until somebody last seen then is offline, unless heard from again."""
    return max(0, datetime.fromisoformat(last_seen_at).timestamp() + ONLINE_FOR - time.time())


def has_left(last_seen_at: str | None, left_at: str | None) -> bool:
    """Whether leaving is the last thing known of somebody."""
    return left_at is not None and left_at >= (last_seen_at or "")


def has_lapsed(last_seen_at: str | None, left_at: str | None) -> bool:
    """Whether somebody was online and no longer is, without having left."""
    return last_seen_at is not None and last_seen_at <= online_since() and not has_left(last_seen_at, left_at)


def was_away(last_seen_at: str, until: str) -> bool:
    """Whether somebody last seen then had gone offline before `until`."""
    return datetime.fromisoformat(until) - datetime.fromisoformat(last_seen_at) > timedelta(seconds=ONLINE_FOR)


def online_since() -> str:
    """The timestamp before which nobody is online anymore."""
    return ago(ONLINE_FOR)
