"""Users' keys, presence and position without their entity, for the authorizer and sockets, which import as little as
possible."""

import time
from typing import TYPE_CHECKING, cast

from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound
from connextlive.core.ids import is_id, timestamp
from connextlive.table import codec, writes
from connextlive.table.partitions import team_pk

if TYPE_CHECKING:
    from connextlive.generated.values import UserValues

PREFIX = "user#"
USER_LIVES = 7 * 24 * 3600  # seconds that a user's token, and so their session, is valid
SESSION = "ses_"  # of a session's ID; without it in the user's item, which is written at each renewal of their presence


def position_of(values: "UserValues") -> str:
    """A user's position within their role. The default is the workspace's owner, or an agent."""
    return values.get("position") or ("OWNER" if values["role"] == "CUSTOMER" else "AGENT")


def access_of(values: "UserValues") -> str:
    """A user's conversation access: ALL, TEAM or OWN. The default is ALL, and TEAM for leads."""
    if values["role"] == "CUSTOMER":
        return "ALL"
    return values.get("conversation_access") or ("TEAM" if position_of(values) == "LEAD" else "ALL")


def placed(caller: Caller, values: "UserValues") -> Caller:
    """The caller with the parts of their position that their requests need; for most callers, none."""
    access = access_of(values)
    return caller._replace(access=None if access == "ALL" else access, is_lead=position_of(values) == "LEAD")


def sk(user_id: str) -> str:
    if not is_id(user_id, "usr"):
        raise NotFound("Agent")
    return PREFIX + user_id


def key(tenant_id: str, user_id: str) -> tuple[str, str]:
    """A user's key."""
    return team_pk(tenant_id), sk(user_id)


def seen(tenant_id: str, user_id: str, token_version: int | None, session_id: str | None = None) -> "UserValues | None":
    """Renews a user's presence, records the use of their session and reads their values, in one call. None if the user
    does not exist or is inactive, the token version is not theirs, or the session was ended."""
    still = {"status": "ACTIVE"} | ({} if token_version is None else {"token_version": token_version})
    now: dict[str, str | int] = {"last_seen_at": timestamp()}
    if session_id is None:
        raw = writes.set_fields(*key(tenant_id, user_id), now, only_if=still)
    else:
        short = session_id.removeprefix(SESSION)
        now |= {f"used.{short}": int(time.time())}
        raw = writes.set_fields(*key(tenant_id, user_id), now, only_if=still, unless_in={"ended": short})
    return cast("UserValues", codec.plain(raw)) if raw else None


def left(tenant_id: str, user_id: str) -> None:
    """Records that a user has left."""
    at = timestamp()
    writes.set_fields(*key(tenant_id, user_id), {"last_seen_at": at, "left_at": at})
