"""API tokens without their entity, for the authorizer.

A token is `clt_<tenant>_<user>_<token>_<secret>`, so that the token and its user are read in one call.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, cast

from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound
from connextlive.core.ids import ago, is_id, timestamp
from connextlive.identity import user_presence
from connextlive.table import codec, items, writes

if TYPE_CHECKING:
    from connextlive.generated.values import UserValues

PREFIX = "token#"
START = "clt_"
NOTICE_AFTER = 3600  # seconds between two writes of `last_used_at`


class Parts(NamedTuple):
    """The IDs that are part of a token's text."""

    tenant_id: str
    user_id: str
    id: str


def key(tenant_id: str, token_id: str) -> tuple[str, str]:
    if not is_id(token_id, "tok"):
        raise NotFound("API token")
    return tenant_id, PREFIX + token_id


def parts_of(plain: str) -> Parts | None:
    """The IDs in a token's text; None if it is malformed."""
    given = plain.split("_", 4)
    if len(given) != 5:
        return None
    kinds = ("ten", "usr", "tok")
    found = [f"{kind}_{part}" for kind, part in zip(kinds, given[1:4], strict=True)]
    return Parts(*found) if all(map(is_id, found, kinds)) else None


def hash_of(plain: str) -> str:
    """A token's hash. A fast hash is enough, because the secret cannot be guessed."""
    return hashlib.sha256(plain.encode()).hexdigest()


def caller_of(plain: str) -> Caller | None:
    """The caller of a token, while the token and its user are valid. One call, and a write once an hour."""
    parts = parts_of(plain)
    if parts is None:
        return None
    own = key(parts.tenant_id, parts.id)
    found = items.raw_items([own, user_presence.key(parts.tenant_id, parts.user_id)])
    by_kind = {raw["kind"]["S"]: codec.plain(raw) for raw in found}
    token, person = by_kind.get("api_token"), by_kind.get("user")
    if token is None or not hmac.compare_digest(token["token_hash"], hash_of(plain)):
        return None
    if token["expires_at"] <= timestamp() or person is None or person["status"] != "ACTIVE":
        return None
    if (token.get("last_used_at") or "") < ago(NOTICE_AFTER):
        with writes.dispensable():
            writes.set_fields(*own, {"last_used_at": timestamp()})
    ends = int(datetime.fromisoformat(token["expires_at"]).astimezone(UTC).timestamp())
    caller = Caller(parts.tenant_id, parts.user_id, person["role"], person["name"], expires_at=ends)
    caller = caller._replace(token_id=parts.id, scopes=tuple(token["scopes"]))
    return user_presence.placed(caller, cast("UserValues", person))
