"""Signing in by a workspace's identity provider: from an attempt to a user.

A user is identified by issuer and subject (`account_link.py`). An email address is used once: to find the user of an
account that is seen for the first time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from connextlive.core import email_address
from connextlive.core.errors import DomainError, Refused, TooManyAttempts, Unauthorized
from connextlive.core.visible import is_visible, trimmed, whole
from connextlive.identity import (
    account_link,
    attempts,
    confirmation,
    invitation,
    oidc,
    sign_in,
    user,
    workspace,
)
from connextlive.identity.attempts import Returned, State
from connextlive.identity.sign_in import SignIn
from connextlive.identity.user import User
from connextlive.identity.user_presence import position_of
from connextlive.table import orm, throttle, writes
from connextlive.table.codec import Action
from connextlive.table.orm import Item, MaybeText, NumberAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.identity.user_session import Beginning

LONGEST_NAME = 100
NOTED = 20  # refusals of a workspace in a quarter of an hour that its audit log has


class Attempt(Item, discriminator="sign_in_attempt"):
    """An attempt that has come back. With `user_id`, it waits for the code of that user's second factor."""

    user_id = MaybeText()
    expires_at = NumberAttribute()


class SignedIn(NamedTuple):
    """The user who has signed in, and the URL to log out of the provider, if it has one."""

    person: User
    logout_url: str | None


class _Turned(Exception):
    """A refused sign-in, with the error for the browser: by an account with an address of this domain, or of one of our
    users."""

    def __init__(self, error: DomainError, *, domain: str | None = None, person: User | None = None) -> None:
        super().__init__(error.message)
        self.error, self.domain, self.person = error, domain, person


def sign_in_with(given: Returned, session: "Beginning") -> SignedIn:
    """The active user who comes back, with a new session. Refusals are in the workspace's audit log."""
    state = attempts.state_of(given)
    if state.user_id is not None:
        raise attempts.out_of_date()  # made to link
    settings = _settings(state)
    waiting = _begin_once(state, given)
    try:
        return _let_in(settings, state, given, session, waiting)
    except _Turned as turned:
        _note_refusal(state.tenant_id, turned)
        raise turned.error from turned


def _note_refusal(tenant_id: str, turned: _Turned) -> None:
    """For unknown people, the log has only the domain of their address. The number of entries in a quarter of an hour
    is limited, because strangers can be refused any number of times."""
    from connextlive.audit import log

    try:
        throttle.reserve({f"sign-in-refused#{tenant_id}": NOTED})
    except TooManyAttempts:
        return
    person = turned.person
    with writes.dispensable():
        about = (person.id, person.name) if person else (None, turned.domain)
        log.record_failure(tenant_id, "user.sign_in_refused", *about)


def _let_in(settings: SignIn, state: State, given: Returned, session: "Beginning", waiting: str | None) -> SignedIn:
    id_token: str | None = None
    if waiting:
        person = user.find(state.tenant_id, waiting)
    else:
        person, id_token = _who_comes_back(settings, state, given)
    if person is None or person.status != "ACTIVE":
        raise _Turned(Unauthorized("Your account is not active", "SIGN_IN_REFUSED"), person=person)
    wants_ours = settings.second_factor == "OURS"
    if waiting or (wants_ours and person.has_second_factor):
        _check_second_factor(state, person, given, session, is_waiting=waiting is not None)
    else:
        # The provider's second factor stands for the one that the workspace requires.
        session.of_login(person, is_limited=wants_ours and workspace.requires_second_factor(state.tenant_id))
    return SignedIn(person, oidc.logout_url(settings.said, settings.client, id_token, sign_in.logged_out_uri()))


def link(tenant_id: str, user_id: str, given: Returned) -> account_link.AccountLink:
    """Links the account of the user who began the attempt and is still logged in."""
    state = attempts.state_of(given)
    if (state.tenant_id, state.user_id) != (tenant_id, user_id):
        raise attempts.out_of_date()
    settings = _settings(state)
    if _begin_once(state, given) is not None:
        raise attempts.out_of_date()
    claims, _ = _asked(settings, state, given)
    return account_link.bind(user.load_present(tenant_id, user_id), claims["iss"], claims["sub"])


# ── An attempt ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _settings(state: State) -> SignIn:
    """The provider of the attempt, if the workspace still has it."""
    found = sign_in.find(state.tenant_id)
    if found is None or found.issuer != state.issuer:
        raise attempts.out_of_date()
    return found


def _begin_once(state: State, given: Returned) -> str | None:
    """Uses the attempt up. If it waits for a second factor and has a code, returns the user's ID."""
    key = _attempt_key(state)
    begun = {"pk": key[0], "sk": key[1], "kind": "sign_in_attempt", "expires_at": state.expires_at}
    if writes.put_new(begun):
        return None
    found = Attempt.find(*key)
    if isinstance(found, Attempt) and found.user_id and given.factor:
        return found.user_id
    raise attempts.out_of_date()


def _check_second_factor(
    state: State, person: User, given: Returned, session: "Beginning", *, is_waiting: bool
) -> None:
    """Requires the code, and keeps the attempt open for it, because the provider's code is used up by now."""
    from connextlive.identity import second_factor

    pk, sk = _attempt_key(state)
    if not is_waiting:
        writes.set_fields(pk, sk, {"user_id": person.id})
    if not given.factor:
        raise Unauthorized("Enter the code of your authenticator app", "SECOND_FACTOR_REQUIRED")

    def begin_session(found: second_factor.SecondFactor) -> None:
        waits = Attempt.find(pk, sk)
        if not isinstance(waits, Attempt) or waits.user_id != person.id:
            raise attempts.out_of_date()  # the same attempt has come with another code meanwhile
        session.of_login(person, second_factor.save_action(found), _answered(waits))

    try:
        second_factor.check(person, given.factor, begin_session)
    except Refused as error:
        raise Unauthorized(error.message, error.code) from error


def _answered(of: Attempt) -> Action:
    """The part of a transaction that ends an attempt's wait."""
    return {
        "Update": {
            "Key": {"pk": {"S": of.pk}, "sk": {"S": of.sk}},
            "UpdateExpression": "REMOVE user_id",
            "ConditionExpression": "user_id = :user",
            "ExpressionAttributeValues": {":user": {"S": of.user_id}},
        }
    }


def _asked(settings: SignIn, state: State, given: Returned) -> tuple[dict[str, Any], oidc.Tokens]:
    """The verified claims of the person who comes back, and the provider's tokens."""
    from connextlive.identity import id_tokens

    provider, client = settings.said, settings.client
    nonce, verifier = (attempts.derived(what, state.key) for what in ("nonce", "pkce"))
    with _judged(settings):
        oidc.check_issuer(provider, client, given.issuer)
        tokens = oidc.redeem(provider, client, given.code, verifier)
        return id_tokens.verified(provider, client, tokens.id_token, nonce), tokens


@contextmanager
def _judged(settings: SignIn) -> Iterator[None]:
    """The reason for distrusting a provider is only logged: the sender of the answer gets no details."""
    try:
        yield
    except oidc.Distrusted as error:
        from aws_lambda_powertools import Logger

        Logger(service=__name__).warning("Sign-in refused", reason=str(error), tenant_id=settings.tenant_id)
        raise Refused("Your workspace’s sign-in could not be verified. Please try again.", "SIGN_IN_FAILED") from error


# ── Whose identity it is ─────────────────────────────────────────────────────────────────────────────────────────────


def _who_comes_back(settings: SignIn, state: State, given: Returned) -> tuple[User, str]:
    """The user whom the provider identifies, by their link or by a verified address; and the ID token."""
    try:
        claims, tokens = _asked(settings, state, given)
        linked = account_link.user_of(settings.tenant_id, claims["iss"], claims["sub"])
        if linked is not None:
            return linked, tokens.id_token
        with _judged(settings):
            person = oidc.person_of(settings.said, claims, tokens.access_token)
    except Refused as error:
        raise _Turned(error) from error
    return _of_address(settings, person), tokens.id_token


@optimistic
def _of_address(settings: SignIn, person: oidc.Person) -> User:
    """The user with an address of the workspace's own domains, who is linked from now on. An invitation is accepted by
    this, and newcomers become users if the workspace wants that."""
    tenant_id = settings.tenant_id
    unknown = Refused("Nobody here knows this account. Ask your workspace’s owner to invite you.", "SIGN_IN_UNKNOWN")
    stranger = _Turned(unknown, domain=_domain(person.email))
    email = _own_address(settings, person)
    if email is None:
        raise stranger
    login = user.login_of(email)
    if login is not None and confirmation.is_awaited(login):
        unproven, login = login, None
    else:
        unproven = None
    if login is not None:
        agent = user.of_login(login) if login.tenant == tenant_id else None
        # Managing the provider's addresses must not give access to the owner's account: owners link it themselves.
        if agent is None or position_of(agent.values) == "OWNER":
            raise stranger
        if agent.status == "ACTIVE":
            try:
                account_link.bind(agent, person.issuer, person.subject)
            except Refused as error:
                raise _Turned(error, person=agent) from error
        return agent
    invited = invitation.of_email(tenant_id, email)
    if invited is None and settings.newcomers != "CREATED":
        raise stranger
    made = user.new(tenant_id, email, invited.name if invited else _name(person, email), "AGENT", user.NO_PASSWORD)
    with orm.transaction() as write:
        account_link.save(made[0], person.issuer, person.subject, write)
        return invitation.join(*made, unproven, invited, write)


def _own_address(settings: SignIn, person: oidc.Person) -> str | None:
    """The verified address, if the provider may vouch for its domain."""
    try:
        email = email_address.parsed(person.email or "")
    except ValueError:
        return None
    name = email.partition("@")[2]
    return email if name in settings.proved and sign_in.owns(settings.tenant_id, name) else None


def _domain(email: str | None) -> str | None:
    """The domain of an address; None if it is invalid."""
    try:
        return email_address.parsed(email or "").partition("@")[2]
    except ValueError:
        return None


def _name(person: oidc.Person, email: str) -> str:
    given = trimmed(whole(person.name or ""))[:LONGEST_NAME].strip()
    return given if given and is_visible(given) else email.partition("@")[0][:LONGEST_NAME]


def _attempt_key(state: State) -> tuple[str, str]:
    return f"{state.tenant_id}#sign-in", attempts.hash_of(state.key)
