"""Schemas of a workspace's sign-in: its identity provider, and what that may do."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field

from connextlive.core import email_address
from connextlive.core.sentence import Sentence
from connextlive.identity.sign_in import Given, Shown
from connextlive.lambdas.common import Answer, Body, Name

MANY_DOMAINS = 20

type Passwords = Literal["ALLOWED", "REFUSED"]
type Newcomers = Literal["REFUSED", "CREATED"]
type SecondFactor = Literal["PROVIDER", "OURS"]


def _issuer(value: str) -> str:
    """As the provider spells it: issuers are compared letter by letter."""
    if not {*value}.isdisjoint("?#"):
        raise ValueError(Sentence("Must be a URL without query and fragment"))
    from connextlive.core import public_http  # with Python's HTTP client

    return public_http.checked(value)


def _domains(value: list[str]) -> list[str]:
    return list(dict.fromkeys(email_address.domain(name.strip()) for name in value))


class ProviderBody(Body):
    """The identity provider. `name` is shown on the login page. Without `clientSecret`, the previous one is kept.
    Saving checks the DNS records of domains that are not proved yet."""

    name: Name
    issuer: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_issuer)]
    client_id: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[\x21-\x7e]+$")]
    client_secret: Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"^[\x20-\x7e]+$")] | None = None
    domains: Annotated[
        list[Annotated[str, Field(max_length=250)]], Field(max_length=MANY_DOMAINS), AfterValidator(_domains)
    ]
    passwords: Passwords = "ALLOWED"
    newcomers: Newcomers = "REFUSED"
    second_factor: SecondFactor = "PROVIDER"

    @property
    def given(self) -> Given:
        return Given(
            self.name,
            self.issuer,
            self.client_id,
            self.client_secret,
            self.domains,
            self.passwords,
            self.newcomers,
            self.second_factor,
        )


class DomainView(Answer):
    """An email domain, and the TXT record that proves that it belongs to the workspace."""

    name: str
    is_proved: bool
    record_name: str
    record_value: str


class ProviderView(Answer):
    """The identity provider. Its client secret is never returned."""

    name: str
    issuer: str
    client_id: str
    domains: list[DomainView]
    passwords: Passwords
    newcomers: Newcomers
    second_factor: SecondFactor
    updated_at: str


class SignInView(Answer):
    """The workspace's provider, if there is one; the redirect URIs to register with it, for signing in and for after
    logging out; and the link that leads people to the provider without typing their address."""

    provider: ProviderView | None
    redirect_uri: str
    logged_out_uri: str
    login_url: str

    @classmethod
    def of(cls, shown: Shown) -> Self:
        provider = None
        if shown.found is not None:
            domains = [DomainView(**record._asdict()) for record in shown.records]
            provider = ProviderView.model_validate({**shown.found.attribute_values, "domains": domains})
        uris = {"redirect_uri": shown.redirect_uri, "logged_out_uri": shown.logged_out_uri}
        return cls(provider=provider, login_url=shown.login_url, **uris)
