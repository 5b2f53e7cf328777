"""Sites: the places where a tenant's widget is embedded, each with a secret for signing its user IDs."""

from typing import TYPE_CHECKING

from connextlive.aws import signing_secret
from connextlive.core.errors import NotFound
from connextlive.core.ids import ago, is_id, new_id, timestamp
from connextlive.table import pages
from connextlive.table.orm import Audited, Item, Many, MaybeText, UnicodeAttribute, VersionAttribute, Whole
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import SiteValues


PREFIX = "site#"
OLD_SECRET_LIVES = 3600  # seconds after a rotation, so that a site can deploy the new secret


class Site(Item, discriminator="site"):
    """A site. Its secret is derived from the signing secret and `secret_generation`, and not stored."""

    id = UnicodeAttribute()
    name = UnicodeAttribute()
    domains: "Many[str]" = Many()
    secret_generation = Whole()
    secret_rotated_at = MaybeText()
    created_at = UnicodeAttribute()
    act = Audited()
    version = VersionAttribute()

    def secret(self, generation: int) -> str:
        """The secret of a generation, in hex."""
        return signing_secret.derive("site-identity", self.id, generation)

    @property
    def generations(self) -> list[int]:
        """The valid generations of the secret: the latest, and for an hour the previous one."""
        newest = [self.secret_generation] if self.secret_generation else []
        rotated_lately = self.secret_rotated_at is not None and self.secret_rotated_at > ago(OLD_SECRET_LIVES)
        return newest + ([self.secret_generation - 1] if rotated_lately and self.secret_generation > 1 else [])


def key(tenant_id: str, site_id: str) -> tuple[str, str]:
    if not is_id(site_id, "site"):
        raise NotFound("Site")
    return tenant_id, PREFIX + site_id


def load(tenant_id: str, site_id: str) -> Site:
    """The site, for changing it."""
    found = Site.find(*key(tenant_id, site_id))
    if not isinstance(found, Site):
        raise NotFound("Site")
    return found


def new(tenant_id: str, name: str, domains: list[str]) -> Site:
    """A new site, not yet saved."""
    site_id = new_id("site")
    return Site(tenant_id, PREFIX + site_id, id=site_id, name=name, domains=domains, created_at=timestamp())


def all_of(tenant_id: str) -> list["SiteValues"]:
    """Values of the tenant's sites, oldest first."""
    return page(tenant_id, None, None)[0]


def page(tenant_id: str, limit: int | None, cursor: str | None) -> tuple[list["SiteValues"], str | None]:
    """A page of them, and the next page's cursor; without a limit, all."""
    return pages.of_collection(tenant_id, PREFIX, limit, cursor)


@optimistic
def rename(tenant_id: str, site_id: str, name: str) -> Site:
    site = load(tenant_id, site_id)
    site.name = name
    site.save()
    return site


@optimistic
def rotate_secret(tenant_id: str, site_id: str) -> Site:
    """Starts the next generation of the site's secret."""
    site = load(tenant_id, site_id)
    signing_secret.signing_keys()  # of the new one, which is told once it is in use
    site.secret_generation += 1
    site.secret_rotated_at = timestamp()
    site.save()
    return site
