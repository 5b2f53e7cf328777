"""OpenID Connect: what a provider is asked, and which of its answers are believed (OpenID Connect Core 1.0; RFC 7636,
PKCE; RFC 9207, issuer identification). Everything goes through the client for public addresses."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from connextlive.core.public_http import Response

# Signatures by a key that only the provider has: never `none`, nor HMAC, whose key everybody who verifies has.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
SCOPE = "openid email profile"
DEADLINE = 5.0  # seconds for one answer; a sign-in asks for three at most
LARGEST = 256 * 1024  # bytes of an answer
LEEWAY = 60  # seconds that clocks may differ
LONGEST_SUBJECT = 255  # characters, by the standard
KEYS_KEPT = 600  # seconds
KEYS_ASKED_AGAIN_AFTER = 60  # seconds, for a key that is not known yet
_keys: dict[str, tuple[float, list[dict[str, Any]]]] = {}


class Distrusted(Exception):
    """Why a provider's answer is not believed, in words for whoever operates it."""


class Provider(NamedTuple):
    """What a provider says of itself, as stored. `names_issuer`: it adds `iss` to what it sends back."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    authentication: str = "client_secret_basic"
    response_mode: str = "query"
    names_issuer: bool = False


class Client(NamedTuple):
    """Who we are to a provider."""

    issuer: str
    client_id: str
    secret: str
    redirect_uri: str


class Tokens(NamedTuple):
    """What a provider gives for a code."""

    id_token: str
    access_token: str | None


class Person(NamedTuple):
    """Whom a provider vouches for: they are who they are by issuer and subject. `email` only if it is verified."""

    issuer: str
    subject: str
    email: str | None = None
    name: str | None = None


def discover(issuer: str) -> Provider:
    """What the provider with this issuer says of itself."""
    said = _json(_get(f"{issuer.rstrip('/')}/.well-known/openid-configuration"), "the configuration")
    if said.get("issuer") != issuer:
        raise Distrusted("the configuration names another issuer")
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    for name in (*wanted, "userinfo_endpoint"):
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
        authentication="client_secret_basic" if "client_secret_basic" in authentications else "client_secret_post",
        response_mode="fragment" if "fragment" in modes else "query",
        names_issuer=said.get("authorization_response_iss_parameter_supported") is True,
    )


def authorization_url(provider: Provider, client: Client, state: str, nonce: str, verifier: str) -> str:
    """Where somebody is sent to sign in."""
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


def check_issuer(provider: Provider, client: Client, issuer: str | None) -> None:
    """Refuses an answer that says that another provider gave it (a mix-up), or does not say so of one that would."""
    if issuer is None and not provider.names_issuer:
        return
    if issuer != client.issuer:
        raise Distrusted("the answer is another provider's")


def redeem(provider: Provider, client: Client, code: str, verifier: str) -> Tokens:
    """Exchanges a code for tokens, at the provider that it was asked of."""
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
    said = _json(answer, "the token endpoint")
    if not isinstance(said.get("id_token"), str):
        raise Distrusted("the token endpoint gave no ID token")
    access_token = said.get("access_token")
    # It becomes a header.
    is_token = isinstance(access_token, str) and access_token.isascii() and access_token.isprintable()
    return Tokens(said["id_token"], access_token if is_token else None)


def verified(provider: Provider, client: Client, id_token: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token that this provider made for us, and for this attempt."""
    import jwt  # with the package that verifies signatures: 0.1 s

    try:
        header = jwt.get_unverified_header(id_token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise Distrusted("the ID token's algorithm is not allowed")
        key = _key(provider.jwks_uri, header.get("kid"), algorithm)
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=[algorithm],
            audience=client.client_id,
            issuer=client.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise Distrusted(f"the ID token: {type(error).__name__}") from error
    audience, party = claims["aud"], claims.get("azp")
    if party is None and isinstance(audience, list) and len(audience) > 1:
        raise Distrusted("the ID token is for several, and does not say who asked for it")
    if party not in (None, client.client_id):
        raise Distrusted("the ID token was made for another client")
    if not hmac.compare_digest(str(claims.get("nonce")).encode(), nonce.encode()):
        raise Distrusted("the ID token's nonce is of another attempt")
    if not (isinstance(claims["sub"], str) and 0 < len(claims["sub"]) <= LONGEST_SUBJECT):
        raise Distrusted("the ID token names nobody")
    return claims


def person_of(provider: Provider, claims: Mapping[str, Any], access_token: str | None) -> Person:
    """Whom verified claims are about. Many providers tell the email address only by their userinfo endpoint."""
    known = dict(claims)
    if "email" not in known and provider.userinfo_endpoint and access_token:
        more = _json(_get(provider.userinfo_endpoint, Authorization=f"Bearer {access_token}"), "the userinfo endpoint")
        if more.get("sub") != claims["sub"]:
            raise Distrusted("the userinfo endpoint tells of somebody else")
        known = more | known
    email, name = known.get("email"), known.get("name")
    is_verified = isinstance(email, str) and known.get("email_verified") is True
    return Person(claims["iss"], claims["sub"], email if is_verified else None, name if isinstance(name, str) else None)


def _key(jwks_uri: str, kid: Any, algorithm: str) -> Any:
    """The provider's key of this name, for this algorithm. A key that is not known yet may be new, but is not looked
    for again and again."""
    at, keys = _keys.get(jwks_uri, (0.0, []))
    found = next(_usable(keys, kid, algorithm), None) if time.monotonic() - at < KEYS_KEPT else None
    if found is None and (not keys or time.monotonic() - at >= KEYS_ASKED_AGAIN_AFTER):
        said = _json(_get(jwks_uri), "the keys").get("keys")
        keys = [key for key in said if isinstance(key, dict)] if isinstance(said, list) else []
        _keys[jwks_uri] = (time.monotonic(), keys)
        found = next(_usable(keys, kid, algorithm), None)
    if found is None:
        raise Distrusted("the ID token is signed with a key that the provider does not have")
    return found


def _usable(keys: list[dict[str, Any]], kid: Any, algorithm: str) -> Iterator[Any]:
    import jwt

    family = {"R": "RSA", "P": "RSA", "E": "OKP" if algorithm == "EdDSA" else "EC"}[algorithm[0]]
    fitting = [
        key
        for key in keys
        if key.get("kty") == family and key.get("use", "sig") == "sig" and key.get("alg", algorithm) == algorithm
    ]
    # Without a name only if there is no choice.
    named = [key for key in fitting if key.get("kid") == kid] if kid is not None else fitting[: len(fitting) == 1]
    for key in named:
        yield jwt.PyJWK(key, algorithm).key


def forget() -> None:
    """Forgets the keys that this process has read: for tests."""
    _keys.clear()


def _get(url: str, **headers: str) -> "Response":
    from connextlive.core import public_http

    try:
        return public_http.get(url, {"Accept": "application/json", **headers}, DEADLINE, LARGEST)
    except public_http.Unreachable as error:
        raise Distrusted(f"no answer from {url}: {error}") from error


def _json(answer: "Response", what: str) -> dict[str, Any]:
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
