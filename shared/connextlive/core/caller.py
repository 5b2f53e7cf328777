"""Who calls."""

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """Who the authorizer says is calling. `id` is a user's or a visitor's; `role` CUSTOMER, AGENT or VISITOR. Of a
    WebSocket's caller more is known, because nothing is asked again for as long as it stands: `key_id` of the API key
    that let a visitor in, the `token_version` of a user, and when their token `expires_at`, in seconds."""

    tenant_id: str
    id: str
    role: str
    name: str
    key_id: str | None = None
    token_version: int | None = None
    expires_at: int | None = None

    @property
    def has_expired(self) -> bool:
        """Whether the token ended while the connection that it opened still stood."""
        return self.expires_at is not None and self.expires_at <= time.time()
