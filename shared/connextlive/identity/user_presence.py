"""Users' keys and presence, without their entity: what authorizer and sockets need of a user."""

from connextlive.core.errors import NotFound
from connextlive.core.ids import is_id, timestamp
from connextlive.table import codec, writes
from connextlive.table.codec import Values
from connextlive.table.partitions import team_pk

PREFIX = "user#"


def sk(user_id: str) -> str:
    if not is_id(user_id, "usr"):
        raise NotFound("Agent")
    return PREFIX + user_id


def key(tenant_id: str, user_id: str) -> tuple[str, str]:
    """A user's key."""
    return team_pk(tenant_id), sk(user_id)


def seen(tenant_id: str, user_id: str, token_version: int | None) -> Values | None:
    """Renews a user's presence and reads their values in the same call; None if there is no such active user, or if
    tokens of that version are no longer theirs."""
    still = {"status": "ACTIVE"} | ({} if token_version is None else {"token_version": token_version})
    raw = writes.set_fields(*key(tenant_id, user_id), {"last_seen_at": timestamp()}, only_if=still)
    return codec.plain(raw) if raw else None


def left(tenant_id: str, user_id: str) -> None:
    """Records that a user has left."""
    at = timestamp()
    writes.set_fields(*key(tenant_id, user_id), {"last_seen_at": at, "left_at": at})
