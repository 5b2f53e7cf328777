"""The limits that a workspace sets for its visitors, below the deployment's, as requests look at them: one item with
their text, which `token_bucket.rates` reads. The authorizer reads it together with a visitor; sessions, now and then.
An item without a `kind` is in no stream.
"""

import time

from connextlive.table.calls import get_item
from connextlive.table.codec import AttributeMap, Values, typed

SK = "limits"
AGE = 30  # seconds, as long as the gateway keeps what the authorizer said
REMEMBERED = 1_000  # workspaces per process
_kept: dict[str, tuple[float, str]] = {}


def key(tenant_id: str) -> tuple[str, str]:
    return tenant_id, SK


def recent(tenant_id: str) -> str:
    """The workspace's limits, empty if it has none, as they were half a minute ago or later."""
    now = time.time()
    read_at, rates = _kept.get(tenant_id, (0.0, ""))
    if not now - AGE <= read_at <= now:
        rates = of_raw(get_item(*key(tenant_id)))
        if len(_kept) >= REMEMBERED:
            _kept.clear()
        _kept[tenant_id] = now, rates
    return rates


def of_raw(raw: AttributeMap | None) -> str:
    """The same from their item, if there is one."""
    return raw["rates"]["S"] if raw else ""


def put_action(tenant_id: str, rates: str) -> Values:
    """The part of the transaction that changes the workspace, on whose version it is conditioned."""
    pk, sk = key(tenant_id)
    return {"Put": {"Item": typed({"pk": pk, "sk": sk, "rates": rates})}}


def forget() -> None:
    """Forgets what this process has read: for tests."""
    _kept.clear()
