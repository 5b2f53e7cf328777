"""OpenID Connect: requests to a provider, and checks of its answers (OpenID Connect Core 1.0; RFC 7636, PKCE; RFC 9207,
issuer identification). All requests use the client for public addresses."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from connextlive.core.public_http import Response
    from connextlive.identity.sign_in import ProviderValues

SCOPE = "openid email profile"
DEADLINE = 5.0  # seconds for one answer; a sign-in asks for three at most
LARGEST = 256 * 1024  # bytes of an answer


class Distrusted(Exception):
    """The reason for refusing a provider's answer, for the operator."""


class Provider(NamedTuple):
    """A provider's metadata, as stored. `names_issuer`: it adds `iss` to its redirects. `end_session_endpoint` is where
    users log out of the provider itself."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    authentication: str = "client_secret_basic"
    response_mode: str = "query"
    names_issuer: bool = False
    end_session_endpoint: str | None = None

    @property
    def values(self) -> "ProviderValues":
        return cast("ProviderValues", self._asdict())


class Client(NamedTuple):
    """Our registration at a provider."""

    issuer: str
    client_id: str
    secret: str
    redirect_uri: str


class Tokens(NamedTuple):
    """The tokens that a provider returns for a code."""

    id_token: str
    access_token: str | None


class Person(NamedTuple):
    """The person that a provider identifies, by issuer and subject. `email` only if it is verified."""

    issuer: str
    subject: str
    email: str | None = None
    name: str | None = None


def discover(issuer: str) -> Provider:
    """The metadata of the provider with this issuer."""
    said = json_of(get(f"{issuer.rstrip('/')}/.well-known/openid-configuration"), "the configuration")
    if said.get("issuer") != issuer:
        raise Distrusted("the configuration names another issuer")
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    for name in (*wanted, "userinfo_endpoint", "end_session_endpoint"):
        if name in wanted or said.get(name) is not None:
            _check_url(said.get(name), name)
    authentications = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if not {"client_secret_basic", "client_secret_post"} & {*_texts(authentications)}:
        raise Distrusted("the token endpoint takes no client secret")
    # A fragment reaches no server and no Referer. Only where it is said: the standard's default is often not meant.
    modes = _texts(said.get("response_modes_supported"))
    return Provider(
        **{name: said[name] for name in wanted},
        userinfo_endpoint=said.get("userinfo_endpoint"),
        end_session_endpoint=said.get("end_session_endpoint"),
        authentication="client_secret_basic" if "client_secret_basic" in authentications else "client_secret_post",
        response_mode="fragment" if "fragment" in modes else "query",
        names_issuer=said.get("authorization_response_iss_parameter_supported") is True,
    )


def authorization_url(provider: Provider, client: Client, state: str, nonce: str, verifier: str) -> str:
    """The URL to sign in at."""
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": _base64(hashlib.sha256(verifier.encode()).digest()),
        "code_challenge_method": "S256",
    }
    if provider.response_mode != "query":
        asked["response_mode"] = provider.response_mode
    separator = "&" if "?" in provider.authorization_endpoint else "?"
    return provider.authorization_endpoint + separator + urlencode(asked)


def logout_url(provider: Provider, client: Client, id_token: str | None, return_to: str) -> str | None:
    """The URL to log out of the provider (OpenID Connect RP-Initiated Logout 1.0), if it has one. With the ID token,
    the provider need not ask for the account or a confirmation."""
    if provider.end_session_endpoint is None:
        return None
    asked = {"client_id": client.client_id, "post_logout_redirect_uri": return_to}
    if id_token is not None:
        asked["id_token_hint"] = id_token
    separator = "&" if "?" in provider.end_session_endpoint else "?"
    return provider.end_session_endpoint + separator + urlencode(asked)


def check_issuer(provider: Provider, client: Client, issuer: str | None) -> None:
    """Refuses an answer that names another issuer (a mix-up), or names none although the provider always does."""
    if issuer is None and not provider.names_issuer:
        return
    if issuer != client.issuer:
        raise Distrusted("the answer is another provider's")


def redeem(provider: Provider, client: Client, code: str, verifier: str) -> Tokens:
    """Exchanges a code for tokens, at the provider that issued it."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if provider.authentication == "client_secret_basic":
        # Both are form-encoded first (RFC 6749, 2.3.1).
        credentials = f"{quote(client.client_id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(credentials.encode()).decode()
    else:
        form |= {"client_id": client.client_id, "client_secret": client.secret}
    from connextlive.core import public_http  # to begin a sign-in, nobody is asked

    try:
        answer = public_http.post(provider.token_endpoint, urlencode(form).encode(), headers, DEADLINE, LARGEST)
    except public_http.Unreachable as error:
        raise Distrusted(f"the token endpoint: {error}") from error
    said = json_of(answer, "the token endpoint")
    if not isinstance(said.get("id_token"), str):
        raise Distrusted("the token endpoint gave no ID token")
    access_token = said.get("access_token")
    # It becomes a header.
    is_token = isinstance(access_token, str) and access_token.isascii() and access_token.isprintable()
    return Tokens(said["id_token"], access_token if is_token else None)


def person_of(provider: Provider, claims: Mapping[str, Any], access_token: str | None) -> Person:
    """The person of verified claims. Many providers return the email address only at their userinfo endpoint."""
    known = dict(claims)
    if "email" not in known and provider.userinfo_endpoint and access_token:
        more = json_of(get(provider.userinfo_endpoint, Authorization=f"Bearer {access_token}"), "the userinfo endpoint")
        if more.get("sub") != claims["sub"]:
            raise Distrusted("the userinfo endpoint tells of somebody else")
        known = more | known
    email, name = known.get("email"), known.get("name")
    is_verified = isinstance(email, str) and known.get("email_verified") is True
    return Person(claims["iss"], claims["sub"], email if is_verified else None, name if isinstance(name, str) else None)


def get(url: str, **headers: str) -> "Response":
    from connextlive.core import public_http

    try:
        return public_http.get(url, {"Accept": "application/json", **headers}, DEADLINE, LARGEST)
    except public_http.Unreachable as error:
        raise Distrusted(f"no answer from {url}: {error}") from error


def json_of(answer: "Response", what: str) -> dict[str, Any]:
    if answer.status != 200:
        raise Distrusted(f"{what}: status {answer.status}")
    try:
        said = json.loads(answer.beginning)
    except (ValueError, RecursionError) as error:
        raise Distrusted(f"{what}: no JSON") from error
    if not isinstance(said, dict):
        raise Distrusted(f"{what}: no JSON object")
    return said


def _check_url(url: Any, what: str) -> None:
    from connextlive.core import public_http

    try:
        public_http.checked(url if isinstance(url, str) else "")
    except ValueError as error:
        raise Distrusted(f"{what}: {error}") from error


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
