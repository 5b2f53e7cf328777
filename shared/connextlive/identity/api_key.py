"""API keys, which identify a widget's site and tenant.

A key is `cl_<tenant>_<key id>_<secret>`, so finding it is a GetItem; only a hash of the whole key is stored.
"""

import hashlib
import hmac
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from connextlive.aws import signing_secret
from connextlive.core import urls
from connextlive.core.environment import environment
from connextlive.core.ids import ago, is_id, new_id, timestamp
from connextlive.identity import site
from connextlive.identity.api_key_key import PREFIX
from connextlive.identity.api_key_key import key as key
from connextlive.table import pages, writes
from connextlive.table.orm import Item, Many, MaybeText, NumberAttribute, UnicodeAttribute, VersionAttribute

if TYPE_CHECKING:
    from connextlive.generated.values import ApiKeyValues
    from connextlive.table.codec import AttributeMap


NOTICE_AFTER = 60  # seconds between two writes of `last_used_at`


class ApiKey(Item, discriminator="api_key"):
    """An API key of a site. Without domains, any origin may use it. `ranges_version` is that of the workspace's blocked
    ranges (`table/blocked_ranges.py`), if there are any."""

    id = UnicodeAttribute()
    name = UnicodeAttribute()
    key_hash = UnicodeAttribute()
    key_prefix = UnicodeAttribute()
    domains: "Many[str]" = Many()
    status = UnicodeAttribute(default="ACTIVE")
    site_id = UnicodeAttribute()
    last_used_at = MaybeText()
    ranges_version = NumberAttribute(null=True)
    created_at = UnicodeAttribute()
    version = VersionAttribute()


@writes.optimistic
def create(tenant_id: str, name: str, domains: list[str], status: str, site_id: str | None) -> tuple[ApiKey, str]:
    """A new key, for the site with this ID or for a new site named like the key, and its plain text, which is returned
    only once. It increments the version of the blocked ranges, so that a concurrent change of the ranges reads the keys
    again."""
    from connextlive.audit import log  # few requests are audited
    from connextlive.table import blocked_ranges  # few requests change keys

    made_for = None if site_id else site.new(tenant_id, name, domains)
    of = made_for or site.load(tenant_id, site_id or "")
    ranges = blocked_ranges.load(tenant_id)
    ranges = ranges._replace(version=ranges.version + 1)
    key_id = new_id("key")
    prefix = _prefix(tenant_id, key_id)
    plain_key = f"{prefix}_{token_urlsafe(24)}"
    made = ApiKey(
        *key(tenant_id, key_id),
        id=key_id,
        name=name,
        key_hash=_hash(plain_key),
        key_prefix=plain_key[: len(prefix) + 5],
        domains=domains,
        status=status,
        site_id=of.id,
        ranges_version=ranges.version if ranges.ranges else None,
        created_at=timestamp(),
    )
    # Its entry is in the transaction: an `act` on the key would have the stream told each time that the key is used.
    saved = [made] if made_for is None else [made, made_for]
    puts = [{"Put": one.get_save_kwargs_from_instance()} for one in saved]
    puts.append(blocked_ranges.put_action(tenant_id, ranges))
    writes.transact([*puts, *log.of_transaction(tenant_id, key_id, name)])
    return made, plain_key


def named(plain_key: str) -> tuple[str, str] | None:
    """The key of the item that a plain key names, whether or not the secret is right."""
    parts = plain_key.split("_", 3)
    if len(parts) != 4 or not is_id(f"ten_{parts[1]}", "ten") or not is_id(f"key_{parts[2]}", "key"):
        return None
    return key(f"ten_{parts[1]}", f"key_{parts[2]}")


def checked(raw: "AttributeMap | None", plain_key: str) -> ApiKey | None:
    """The stored key, if it is active and matches the plain text. A page key is valid on the application's own page
    only."""
    found = ApiKey.from_raw_data(raw) if raw else None
    if found is None or found.status != "ACTIVE":
        return None
    if hmac.compare_digest(found.key_hash, _hash(plain_key)):
        return found
    if hmac.compare_digest(page_key(found.tenant_id, found.id).encode(), plain_key.encode()):
        found.domains = [urls.parse(environment.app_url).authority]
        return found
    return None


def is_active(tenant_id: str, key_id: str) -> bool:
    """Whether the key exists and is active; otherwise its visitors are refused."""
    found = ApiKey.find(*key(tenant_id, key_id))
    return isinstance(found, ApiKey) and found.status == "ACTIVE"


def continues(key: ApiKey, former_id: str) -> bool:
    """Whether visitors admitted by the former key of the same site may continue with this one: if the former is still
    active, or was replaced by this one. Not if it was revoked without a successor."""
    if former_id == key.id:
        return True
    former = ApiKey.find(key.tenant_id, PREFIX + former_id)
    is_active = isinstance(former, ApiKey) and former.status == "ACTIVE"
    return is_active or key.id > former_id  # IDs sort by age


def page_key(tenant_id: str, key_id: str) -> str:
    """The key that the application's own page uses in links in emails, because only the hash of the actual key is
    stored."""
    return f"{_prefix(tenant_id, key_id)}_{signing_secret.derive('page-key', tenant_id, key_id)}"


def _prefix(tenant_id: str, key_id: str) -> str:
    return f"cl_{tenant_id.removeprefix('ten_')}_{key_id.removeprefix('key_')}"


def used(found: ApiKey) -> None:
    """Records that the key was used, at most once a minute."""
    if found.last_used_at is None or found.last_used_at < ago(NOTICE_AFTER):
        with writes.dispensable():
            writes.set_fields(found.pk, found.sk, {"last_used_at": timestamp()})


def expect_ranges(tenant_id: str, version: int) -> None:
    """Sets the version of the blocked ranges on all keys, so that requests read that version."""
    for values in page(tenant_id, None, None)[0]:
        writes.set_fields(*key(tenant_id, values["id"]), {"ranges_version": version})


def page(tenant_id: str, limit: int | None, cursor: str | None) -> tuple[list["ApiKeyValues"], str | None]:
    """A page of the tenant's keys, oldest first, and the next page's cursor; without a limit, all."""
    return pages.of_collection(tenant_id, PREFIX, limit, cursor)


def delete(tenant_id: str, key_id: str) -> None:
    """Revokes the key: the next request with it fails, and so do its visitors' tokens."""
    from connextlive.audit import log  # few requests are audited

    entry = log.of_transaction(tenant_id, key_id)
    writes.delete_existing(ApiKey(*key(tenant_id, key_id)), "API key", entry)


def _hash(plain_key: str) -> str:
    return hashlib.sha256(plain_key.encode()).hexdigest()
