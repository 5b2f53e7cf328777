"""Setup of a workspace's sign-in: reads the provider's metadata, and the domains' TXT records."""

from connextlive.aws import signing_secret
from connextlive.core.errors import Invalid
from connextlive.core.ids import timestamp
from connextlive.core.sentence import Sentence
from connextlive.identity import oidc, sign_in
from connextlive.identity.sign_in import Given, SignIn, SignInDomain
from connextlive.identity.workspace import sign_in_key
from connextlive.table import items, orm
from connextlive.table.writes import optimistic

DNS_WITHIN = 4.0  # seconds


def set_up(tenant_id: str, given: Given) -> SignIn:
    """Sets the provider, after reading its metadata, and checks which of the domains are proved."""
    try:
        said = oidc.discover(given.issuer)
    except oidc.Distrusted as error:
        problem = Sentence("Must be the issuer of an OpenID provider: {problem}", problem=str(error))
        raise Invalid(issuer=problem) from error
    before = sign_in.find(tenant_id)
    kept = {name for name in (before.proved if before else ()) if sign_in.owns(tenant_id, name)}
    fresh = {name for name in given.domains if name not in kept and _is_proved(tenant_id, name)}
    return _save(tenant_id, given, said, kept | fresh, fresh)


@optimistic
def _save(tenant_id: str, given: Given, said: oidc.Provider, proved: set[str], fresh: set[str]) -> SignIn:
    found, at = sign_in.find(tenant_id), timestamp()
    if given.secret is None and found is None:
        raise Invalid(clientSecret=Sentence("Required"))
    if given.secret is None and found is not None and found.issuer != given.issuer:
        # Or another provider would be sent the secret of this one.
        raise Invalid(clientSecret=Sentence("A new issuer needs a client secret of its own"))
    made = found or SignIn(*sign_in_key(tenant_id), id=tenant_id, created_at=at)
    dropped = set(made.proved) - set(given.domains)
    made.name, made.issuer, made.client_id, made.updated_at = given.name, given.issuer, given.client_id, at
    if given.secret is not None:
        made.sealed_secret = signing_secret.seal(given.secret, "sign-in", tenant_id)
    made.provider = said.values
    made.domains = [{"name": name, "is_proved": name in proved} for name in given.domains]
    made.passwords, made.newcomers, made.second_factor = given.passwords, given.newcomers, given.second_factor
    keys = [sign_in.domain_key(name) for name in given.domains if name in fresh]
    owned = items.find_all(keys) if keys else []
    with orm.transaction() as write:
        write.save(made)
        for domain_key, one in zip(keys, owned, strict=True):
            before = one.tenant if isinstance(one, SignInDomain) else None
            is_still = SignInDomain.tenant == before if before else SignInDomain.pk.does_not_exist()
            write.save(SignInDomain(*domain_key, tenant=tenant_id), condition=is_still)
        for name in dropped:
            if sign_in.owns(tenant_id, name):
                write.delete(SignInDomain(*sign_in.domain_key(name)), condition=SignInDomain.tenant == tenant_id)
    return made


def _is_proved(tenant_id: str, name: str) -> bool:
    """Whether the domain has the TXT record. Development stacks accept every domain, because they have none."""

    from connextlive.core import public_http  # with Python's HTTP client

    if public_http.allows_private():
        return True
    import dns.exception
    import dns.resolver

    host, value = sign_in.record_of(tenant_id, name)
    try:
        answer = dns.resolver.resolve(f"{host}.", "TXT", lifetime=DNS_WITHIN)
    except (dns.exception.DNSException, OSError):
        return False
    return any(value.encode() == b"".join(record.strings) for record in answer)
