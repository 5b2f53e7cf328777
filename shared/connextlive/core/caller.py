"""The caller of a request."""

import time
from typing import NamedTuple


class Caller(NamedTuple):
    """The caller, as verified by the authorizer. `id` is a user's or visitor's; `role` is CUSTOMER, AGENT or VISITOR. A
    WebSocket's caller has more fields, because nothing is looked up while it is open: a visitor's `key_id` of the API
    key, the token's version, and its `expires_at` in seconds. A user's `session_id` is that of their login; if they
    are `is_limited`, they may do nothing but set up the second factor that their workspace requires. Another system,
    which acts as a user, has the `token_id` of its API token; the token's `scopes` are for the authorizer only. A
    visitor's `conversation_id` may be half a minute old, because the gateway caches callers."""

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

    @property
    def has_expired(self) -> bool:
        """Whether the token has expired while its connection is still open."""
        return self.expires_at is not None and self.expires_at <= time.time()


# Whose idempotency keys are compared with each other: tenant and ID of a caller or of a site's API key; without a
# tenant, the network of a public request. A plain tuple, because a class of its own costs half a millisecond a start.
type Sender = tuple[str | None, str]
