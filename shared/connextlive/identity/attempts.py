"""Attempts to sign in by a workspace's provider.

An attempt's `state` is sealed and holds all that there is to know of it, so that nothing is stored for whoever only
begins one. It is worth nothing without the `binding`, which never leaves the browser that began, and works once.
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
    """Where to go, and what the browser keeps to come back with."""

    url: str
    state: str
    binding: str


class Returned(NamedTuple):
    """What a browser comes back with; `code` is the provider's, `factor` the one of an authenticator app."""

    state: str
    binding: str
    code: str
    issuer: str | None
    factor: str | None = None


class State(NamedTuple):
    """All that there is to know of an attempt. Of one to link, the user who began it."""

    tenant_id: str
    issuer: str
    key: str
    binding_hash: str
    expires_at: int
    user_id: str | None = None


def begin(settings: SignIn, user_id: str | None = None) -> Begun:
    """An attempt to sign in, or of a user to link their account with the provider's."""
    binding, key = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    asked = State(settings.tenant_id, settings.issuer, key, hash_of(binding), int(time.time()) + LIVES, user_id)
    state = signing_secret.seal(json.dumps(asked), "sign-in-state")
    url = oidc.authorization_url(settings.said, settings.client, state, derived("nonce", key), derived("pkce", key))
    return Begun(url, state, binding)


def state_of(given: Returned) -> State:
    """The attempt that a state is of, while it is in time and comes from the browser that began it."""
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
