"""Schemas of API keys and sites."""

import json
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import MISSING, AfterValidator, BeforeValidator, Field

from connextlive.core.sentence import Sentence
from connextlive.identity import hosts
from connextlive.identity.api_key import ApiKey
from connextlive.identity.site import Site
from connextlive.lambdas.common import Answer, Body, Cursor, Name, Query

if TYPE_CHECKING:
    from connextlive.generated.values import ApiKeyValues, SiteValues


_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NUMBER = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"  # of an IPv4 address
_HOST = re.compile(
    rf"(?:localhost|(?:{_NUMBER}\.){{3}}{_NUMBER}|(?:\*\.)?((?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]))(?::(\d{{1,5}}))?"
)
_BARE_DOMAINS = re.compile(rb'"domains"\s*:\s*"(\[[^\]\\]*\])"')


def _from_json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not value.strip():
        return []
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise ValueError(Sentence("Must be a JSON array of domains")) from error


def _domain(value: str) -> str:
    try:
        host = hosts.as_ascii(value)
    except ValueError:
        host = ""
    found = _HOST.fullmatch(host)
    if found is None or int(found[2] or 1) not in range(1, 65536):
        raise ValueError(Sentence("Must be a host such as company.com, *.company.com or localhost:3000"))
    if host.startswith("*.") and hosts.is_open_to_all(found[1]):
        raise ValueError(Sentence("Must be your own domain: anyone can have a host under {host}", host=found[1]))
    return host


type Domains = Annotated[
    list[Annotated[str, Field(max_length=260), AfterValidator(_domain)]],
    Field(max_length=100),
    BeforeValidator(_from_json, json_schema_input_type=str | list[str]),
]


class CollectionQuery(Query):
    """Without a limit, a page has the whole collection."""

    limit: Annotated[int, Field(ge=1, le=100)] | None = None
    cursor: Cursor | None = None

    def more(self, next_cursor: str | None) -> dict[str, Any]:
        """The answer's `next_cursor`, for whoever asked for pages."""
        return {} if self.limit is None else {"next_cursor": next_cursor}


class Collection(Answer):
    """A page of a collection; `nextCursor` is returned if a limit was given, and is null at the end."""

    next_cursor: str | MISSING | None = MISSING


class ApiKeyView(Answer):
    """An API key, without its secret."""

    id: str
    name: str
    key_hash: str
    key_prefix: str
    domains: list[str]
    status: Literal["ACTIVE", "INACTIVE"]
    site_id: str
    last_used_at: str | None = None
    created_at: str


class ApiKeys(Collection):
    """`{apiKeys}`, oldest first; with a limit, `nextCursor`, too."""

    api_keys: list[ApiKeyView]

    @classmethod
    def of(cls, page: tuple[list["ApiKeyValues"], str | None], query: CollectionQuery) -> Self:
        return cls(api_keys=[ApiKeyView.model_validate(values) for values in page[0]], **query.more(page[1]))


class NewApiKey(Answer):
    """The API key; `plainKey` is returned only once."""

    api_key: ApiKeyView
    plain_key: str

    @classmethod
    def of(cls, made: ApiKey, plain_key: str) -> Self:
        return cls(api_key=ApiKeyView.model_validate(made.attribute_values), plain_key=plain_key)


class ApiKeyBody(Body):
    """The API key to create; without `siteId`, a site is created with it."""

    name: Name
    domains: Domains | None = None
    status: Literal["ACTIVE", "INACTIVE"] = "ACTIVE"
    site_id: Annotated[str, Field(max_length=100)] | None = None

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Parses the body. The API reference's own example does not escape the quotes within `domains`; it is accepted
        as printed."""
        raw = json_data.encode() if isinstance(json_data, str) else json_data
        return super().model_validate_json(_BARE_DOMAINS.sub(rb'"domains": \1', raw), **options)


class SiteView(Answer):
    """A site."""

    id: str
    name: str
    domains: list[str]
    created_at: str


class Sites(Collection):
    """`{sites}`, oldest first; with a limit, `nextCursor`, too."""

    sites: list[SiteView]

    @classmethod
    def of(cls, page: tuple[list["SiteValues"], str | None], query: CollectionQuery) -> Self:
        return cls(sites=[SiteView.model_validate(values) for values in page[0]], **query.more(page[1]))


class SiteAnswer(Answer):
    """`{site}`"""

    site: SiteView

    @classmethod
    def of(cls, site: Site) -> Self:
        return cls(site=SiteView.model_validate(site.attribute_values))


class SiteBody(Body):
    """The site's new name."""

    name: Name


class IdentitySecret(Answer):
    """The secret that the site signs user IDs with, returned only once; the previous one stays valid for an hour."""

    site_id: str
    identity_secret: str
