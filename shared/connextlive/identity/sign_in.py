"""Sign-in by a workspace's own identity provider (OpenID Connect), if the owner has set one up.

The login page finds the provider by the email domain, and the provider may vouch only for addresses of the workspace's
domains. So a workspace has to prove each domain, by a TXT record whose value is derived: nothing about it is stored.
"""

from typing import TYPE_CHECKING, NamedTuple, NotRequired, TypedDict

from connextlive.audit import log
from connextlive.aws import signing_secret
from connextlive.core import email_address
from connextlive.core.environment import environment
from connextlive.core.errors import NotFound, Refused
from connextlive.identity.workspace import SIGN_IN_SK as SK
from connextlive.identity.workspace import sign_in_key as key
from connextlive.table import codec, writes
from connextlive.table.codec import Action
from connextlive.table.orm import Audited, Document, Item, Many, UnicodeAttribute, VersionAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.identity.oidc import Client, Provider

    class Domain(TypedDict):
        """An email domain of the provider. It counts once it is proved."""

        name: str
        is_proved: bool

    class ProviderValues(TypedDict):
        """A provider's metadata, as stored."""

        authorization_endpoint: str
        token_endpoint: str
        jwks_uri: str
        userinfo_endpoint: NotRequired[str | None]
        authentication: NotRequired[str]
        response_mode: NotRequired[str]
        names_issuer: NotRequired[bool]


RECORD = "_connextlive"  # the label below a domain that its proof is at
PATH = "/console/sign-in"  # of the page that providers send people back to
LOGGED_OUT_PATH = "/console/login"  # of the one after they have logged out


class SignIn(Item, discriminator="sign_in"):
    """A workspace's provider and its rules. `passwords` of agents are ALLOWED or REFUSED; the owner's is always
    allowed. `newcomers` without an invitation are REFUSED or CREATED. `second_factor` is the PROVIDER's or OURS."""

    id = UnicodeAttribute()
    name = UnicodeAttribute()
    issuer = UnicodeAttribute()
    client_id = UnicodeAttribute()
    sealed_secret = UnicodeAttribute()
    provider: "Document[ProviderValues]" = Document()
    domains: "Many[Domain]" = Many()
    passwords = UnicodeAttribute(default="ALLOWED")
    newcomers = UnicodeAttribute(default="REFUSED")
    second_factor = UnicodeAttribute(default="PROVIDER")
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    act = Audited()
    version = VersionAttribute()

    @property
    def said(self) -> "Provider":
        from connextlive.identity.oidc import Provider

        return Provider(**self.provider)

    @property
    def client(self) -> "Client":
        from connextlive.identity.oidc import Client

        secret = signing_secret.unseal(self.sealed_secret, "sign-in", self.tenant_id)
        return Client(self.issuer, self.client_id, secret, redirect_uri())

    @property
    def proved(self) -> list[str]:
        return [domain["name"] for domain in self.domains if domain["is_proved"]]


class SignInDomain(Item, discriminator="sign_in_domain"):
    """The workspace of an email domain: the last one that proved it."""

    tenant = UnicodeAttribute()


class Given(NamedTuple):
    """An owner's settings. Without a `secret`, the stored one is kept."""

    name: str
    issuer: str
    client_id: str
    secret: str | None
    domains: list[str]
    passwords: str
    newcomers: str
    second_factor: str


class Record(NamedTuple):
    """An email domain of a workspace, and the TXT record that proves it."""

    name: str
    is_proved: bool
    record_name: str
    record_value: str


class Shown(NamedTuple):
    """An owner's view: the provider, if there is one, and the values to register at the provider."""

    found: SignIn | None
    records: list[Record]
    redirect_uri: str
    logged_out_uri: str
    login_url: str


def shown(tenant_id: str, found: SignIn | None) -> Shown:
    domains = found.domains if found else []
    records = [Record(one["name"], one["is_proved"], *record_of(tenant_id, one["name"])) for one in domains]
    login_url = f"{environment.app_url}/console/login?workspace={tenant_id}"
    return Shown(found, records, redirect_uri(), logged_out_uri(), login_url)


def logged_out_uri() -> str:
    return environment.app_url + LOGGED_OUT_PATH


def redirect_uri() -> str:
    return environment.app_url + PATH


def find(tenant_id: str) -> SignIn | None:
    """The workspace's provider, if it has one."""
    found = SignIn.find(*key(tenant_id))
    return found if isinstance(found, SignIn) else None


def load(tenant_id: str) -> SignIn:
    found = find(tenant_id)
    if found is None:
        raise NotFound("Sign-in")
    return found


def of_domain(given: str) -> SignIn | None:
    """The provider of the workspace that has proved this email domain."""
    try:
        name = email_address.domain(given)
    except ValueError:
        return None
    owner = _owner_of(name)
    of = find(owner) if owner else None
    return of if of is not None and name in of.proved else None


def owns(tenant_id: str, name: str) -> bool:
    """Whether an email domain belongs to the workspace. Another workspace may have proved it since."""
    return _owner_of(name) == tenant_id


def _owner_of(name: str) -> str | None:
    found = SignInDomain.find(*domain_key(name))
    return found.tenant if isinstance(found, SignInDomain) else None


def check_password_allowed(tenant_id: str, position: str) -> None:
    """Refuses a password if everybody has to sign in by the provider. Owners keep theirs, so that a wrong setup does
    not lock them out."""
    if position != "OWNER" and (found := find(tenant_id)) is not None and found.passwords == "REFUSED":
        raise Refused("Your workspace does not use passwords. Continue with its sign-in.", "PASSWORDS_REFUSED")


def record_of(tenant_id: str, name: str) -> tuple[str, str]:
    """The name and value of the TXT record that proves a workspace's domain."""
    proof = signing_secret.derive("sign-in-domain", tenant_id, name)[:32]
    return f"{RECORD}.{_ascii(name)}", f"connextlive-domain={proof}"


@optimistic
def remove(tenant_id: str) -> None:
    """Removes the provider; users log in with passwords again. Their links remain, in case the provider is set up
    again."""
    found = load(tenant_id)
    # In the same transaction, because a repeated removal finds nothing to remove.
    domains = [_give_up_action(tenant_id, name) for name in found.proved if owns(tenant_id, name)]
    entry = log.of_transaction(tenant_id, tenant_id, found.name)
    writes.transact([writes.delete_action(found), *domains, *entry])


def _give_up_action(tenant_id: str, name: str) -> Action:
    return {
        "Delete": {
            "Key": codec.typed(dict(zip(("pk", "sk"), domain_key(name), strict=True))),
            "ConditionExpression": "#tenant = :tenant",
            "ExpressionAttributeNames": {"#tenant": "tenant"},
            "ExpressionAttributeValues": {":tenant": {"S": tenant_id}},
        }
    }


def domain_key(name: str) -> tuple[str, str]:
    return f"domain#{name}", SK


def _ascii(name: str) -> str:
    return email_address.for_ses(f"x@{name}").partition("@")[2]
