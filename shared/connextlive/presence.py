"""Who is here: a visitor whose widget, or an agent whose inbox, called within the last minute."""

from connextlive.ids import ago

ONLINE_FOR = 60  # seconds; widgets call every 25, and the authorizer notes an agent's call every 30


def is_online(last_seen_at: str | None) -> bool:
    """Whether someone last seen at this timestamp counts as present."""
    return last_seen_at is not None and last_seen_at > online_since()


def online_since() -> str:
    """The timestamp before which nobody counts as present any more."""
    return ago(ONLINE_FOR)
