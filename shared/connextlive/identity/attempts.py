"""Attempts to sign in by a workspace's identity provider.

The whole state of an attempt is sealed in its `state`, so beginning one stores nothing. The state works once, and only
with the `binding`, which never leaves the browser that began the attempt.
"""

import hashlib
import hmac
import json
import secrets
import time
from typing import NamedTuple

from connextlive.aws import signing_secret
from connextlive.core.errors import Refused
from connextlive.identity import oidc
from connextlive.identity.sign_in import SignIn

LIVES = 600  # seconds that an attempt may take


class Begun(NamedTuple):
    """The URL to go to, and the value that the browser keeps for coming back."""

    url: str
    state: str
    binding: str


class Returned(NamedTuple):
    """The values that a browser comes back with; `code` is the provider's, `factor` is of an authenticator app."""

    state: str
    binding: str
    code: str
    issuer: str | None
    factor: str | None = None


class State(NamedTuple):
    """The sealed state of an attempt; for linking an account, with the user who began it."""

    tenant_id: str
    issuer: str
    key: str
    binding_hash: str
    expires_at: int
    user_id: str | None = None


def begin(settings: SignIn, user_id: str | None = None) -> Begun:
    """Begins an attempt to sign in, or of a user to link their account."""
    binding, key = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    asked = State(settings.tenant_id, settings.issuer, key, hash_of(binding), int(time.time()) + LIVES, user_id)
    state = signing_secret.seal(json.dumps(asked), "sign-in-state")
    url = oidc.authorization_url(settings.said, settings.client, state, derived("nonce", key), derived("pkce", key))
    return Begun(url, state, binding)


def state_of(given: Returned) -> State:
    """The attempt of a state, if it has not expired and comes from the browser that began it."""
    try:
        state = State(*json.loads(signing_secret.unseal(given.state, "sign-in-state")))
    except (ValueError, TypeError) as error:
        raise out_of_date() from error
    if state.expires_at <= time.time() or not hmac.compare_digest(state.binding_hash, hash_of(given.binding)):
        raise out_of_date()
    return state


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def derived(what: str, key: str) -> str:
    return signing_secret.derive(f"sign-in-{what}", key)


def out_of_date() -> Refused:
    return Refused("This sign-in has expired or was used already. Please begin again.", "SIGN_IN_EXPIRED")
