"""API tokens, with which other systems call the API as the workspace's owner or one of its agents. Only a token's hash
is stored."""

from secrets import token_urlsafe
from typing import TYPE_CHECKING

from connextlive.audit import log
from connextlive.core.errors import Refused
from connextlive.core.ids import new_id, timestamp
from connextlive.identity.api_token_key import PREFIX, START, hash_of
from connextlive.identity.api_token_key import key as key
from connextlive.table import pages, turns, writes
from connextlive.table.orm import Item, Many, MaybeText, UnicodeAttribute, VersionAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import ApiTokenValues

MANY = 20
SHOWN = 6  # characters of the secret that tell one token from another


class ApiToken(Item, discriminator="api_token"):
    """A token that acts as a user, within its scopes, until it expires or is deleted."""

    id = UnicodeAttribute()
    name = UnicodeAttribute()
    user_id = UnicodeAttribute()
    scopes: "Many[str]" = Many()
    token_hash = UnicodeAttribute()
    token_start = UnicodeAttribute()
    expires_at = UnicodeAttribute()
    last_used_at = MaybeText()
    created_at = UnicodeAttribute()
    version = VersionAttribute()


@optimistic
def create(tenant_id: str, user_id: str, name: str, scopes: list[str], expires_at: str) -> tuple[ApiToken, str]:
    """A new token that acts as the user, and its plain text, which is not stored."""
    turn = turns.of(tenant_id, "tokens")
    if len(page(tenant_id, None, None)[0]) >= MANY:
        raise Refused("There are too many API tokens. Delete one first.", "TOO_MANY_TOKENS")
    token_id, secret = new_id("tok"), token_urlsafe(24)
    ids = "_".join(id.partition("_")[2] for id in (tenant_id, user_id, token_id))
    plain = f"{START}{ids}_{secret}"
    made = ApiToken(
        *key(tenant_id, token_id),
        id=token_id,
        name=name,
        user_id=user_id,
        scopes=scopes,
        token_hash=hash_of(plain),
        token_start=secret[:SHOWN],
        expires_at=expires_at,
        created_at=timestamp(),
    )
    # Its entry is in the transaction: an `act` on the token would have the stream told each time that it is used.
    puts = [{"Put": one.get_save_kwargs_from_instance()} for one in (made, turn)]
    writes.transact([*puts, *log.of_transaction(tenant_id, token_id, name)])
    return made, plain


def page(tenant_id: str, limit: int | None, cursor: str | None) -> tuple[list["ApiTokenValues"], str | None]:
    """A page of the tenant's tokens, oldest first, and the next page's cursor; without a limit, all."""
    return pages.of_collection(tenant_id, PREFIX, limit, cursor)


def delete(tenant_id: str, token_id: str) -> None:
    """Revokes a token: it is refused once the authorizer's cached result has expired."""
    entry = log.of_transaction(tenant_id, token_id)
    writes.delete_existing(ApiToken(*key(tenant_id, token_id)), "API token", entry)
