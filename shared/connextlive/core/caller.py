"""The caller of a request."""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

# The authorizer's context, which API Gateway hands to functions as texts. What is always there, what of a request, and
# what more of a connection.
_ALWAYS = {"tenantId": "tenant_id", "userId": "id", "role": "role", "name": "name"}
_REQUEST = {"sessionId": "session_id", "isLimited": "is_limited", "tokenId": "token_id"}
_REQUEST |= {"conversationId": "conversation_id", "access": "access", "isLead": "is_lead"}
_REQUEST |= {"blockedUntil": "blocked_until", "rangesVersion": "ranges_version"}
_REQUEST |= {"limits": "limits"}
_CONNECTION = _REQUEST | {"keyId": "key_id", "tokenVersion": "token_version", "expiresAt": "expires_at"}
_CONNECTION |= {"address": "address"}
_WHOLE = ("token_version", "expires_at", "ranges_version")


class Caller(NamedTuple):
    """The caller, as verified by the authorizer. `id` is a user's or visitor's; `role` is CUSTOMER, AGENT or
    VISITOR. A WebSocket's caller has more fields, because nothing is looked up while it is open: a visitor's
    `key_id` of the API key, the token's version, and its `expires_at` in seconds. A user's `session_id` is that of
    their login; if they are `is_limited`, they may do nothing but set up the second factor that their workspace
    requires. Another system, which acts as a user, has the `token_id` of its API token; the token's `scopes` are
    for the authorizer only. A visitor's `conversation_id`, `blocked_until` and `ranges_version`, that of the
    addresses which the workspace blocks, and the `limits` that it sets may be half a minute old, because the
    gateway caches callers; `address` is where a connection comes from. An agent who does not see all conversations
    has an `access` of TEAM or OWN (`chat/sight.py`), and a lead `is_lead`: of others, nothing more is handed on."""

    tenant_id: str
    id: str
    role: str
    name: str
    key_id: str | None = None
    token_version: int | None = None
    expires_at: int | None = None
    session_id: str | None = None
    is_limited: bool = False
    token_id: str | None = None
    scopes: tuple[str, ...] = ()
    conversation_id: str | None = None
    access: str | None = None
    is_lead: bool = False
    blocked_until: str | None = None
    ranges_version: int | None = None
    address: str | None = None
    limits: str | None = None

    @classmethod
    def of_context(cls, context: Mapping[str, Any]) -> Self:
        """The caller as the authorizer describes them."""
        values = {name: context[spelling] for spelling, name in _ALWAYS.items()}
        values |= {name: context.get(spelling) or None for spelling, name in _CONNECTION.items()}
        whole = {name: int(values[name]) for name in _WHOLE if values[name]}
        said = {name: values[name] == "true" for name in ("is_limited", "is_lead")}
        return cls(**values | whole | said)

    def context(self, *, is_connection: bool) -> dict[str, str]:
        """What the authorizer says of the caller, of which `of_context` makes them again."""
        fields = _CONNECTION if is_connection else _REQUEST
        more = ((spelling, getattr(self, name)) for spelling, name in fields.items())
        told = {
            spelling: "true" if value is True else str(value)
            for spelling, value in more
            if value is not None and value is not False  # but a version of 0 is
        }
        return {spelling: getattr(self, name) for spelling, name in _ALWAYS.items()} | told

    @property
    def has_expired(self) -> bool:
        """Whether the token has expired while its connection is still open."""
        return self.expires_at is not None and self.expires_at <= time.time()


# Whose idempotency keys are compared with each other: tenant and ID of a caller or of a site's API key; without a
# tenant, the network of a public request. A plain tuple, because a class of its own costs half a millisecond a start.
type Sender = tuple[str | None, str]
