"""The key of an API key's item, without its entity."""

from connextlive.core.errors import NotFound
from connextlive.core.ids import is_id

PREFIX = "key#"


def key(tenant_id: str, key_id: str) -> tuple[str, str]:
    if not is_id(key_id, "key"):
        raise NotFound("API key")
    return tenant_id, PREFIX + key_id
