"""WebSocket connections. The team shares one partition, because it receives every change of the workspace; each visitor
has their own. A connection ends with the token that opened it. A visitor's is indexed by their API key, and is closed
when that is deleted.

There is no entity: PynamoDB would be a fifth of each start of `$connect` and `$disconnect`.
"""

import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from connextlive.core.caller import Caller
from connextlive.core.environment import environment
from connextlive.table import codec, items, writes
from connextlive.table.codec import AttributeMap, Values

LIVES = 2 * 3600 + 600  # seconds; API Gateway closes connections after two hours
OPENING = 10  # seconds in which a connection may be stored but not yet open


class Viewer(NamedTuple):
    """Who has a connection, and which conversations they see (`chat/sight.py`)."""

    tenant_id: str
    id: str
    access: str | None


class Listener(NamedTuple):
    """A connection to post to, and the key of its item."""

    id: str
    person_id: str
    pk: str
    sk: str
    opened_at: int
    expires_at: int
    token_version: int = 0
    session_id: str = ""
    access: str | None = None
    address: str | None = None
    viewing: str | None = None

    @property
    def tenant_id(self) -> str:
        return self.pk.partition("#")[0]

    @property
    def viewer(self) -> Viewer:
        """Who looks at what is posted."""
        return Viewer(self.tenant_id, self.person_id, self.access)

    @property
    def is_opening(self) -> bool:
        """Whether API Gateway may not know it yet: it is stored before the handshake completes."""
        return self.opened_at > time.time() - OPENING

    @property
    def has_expired(self) -> bool:
        """Whether its token has expired, or API Gateway has closed it."""
        return self.expires_at <= time.time()


def _pk(tenant_id: str, person_id: str) -> str:
    people = f"{tenant_id}#connections"
    return f"{people}#{person_id}" if person_id.startswith("vis_") else people


def _key(caller: Caller, connection_id: str) -> tuple[str, str]:
    return _pk(caller.tenant_id, caller.id), f"{caller.id}#{connection_id}"


def has_too_many(caller: Caller) -> bool:
    """Whether somebody may not open another one: each is told whatever happens, and costs."""
    return sum(not one.has_expired for one in of_person(caller.tenant_id, caller.id)) >= environment.open_sockets


def opened(caller: Caller, connection_id: str) -> None:
    """Stores a connection. Unconditional, because API Gateway's IDs are unique."""
    pk, sk = _key(caller, connection_id)
    now = int(time.time())
    expires_at = min(now + LIVES, caller.expires_at or now + LIVES)
    stored: Values = {"pk": pk, "sk": sk, "kind": "connection", "id": connection_id, "person_id": caller.id}
    stored |= {"opened_at": now, "expires_at": expires_at, "token_version": caller.token_version or 0}
    stored |= {"session_id": caller.session_id or ""}
    if caller.access:
        stored |= {"access": caller.access}
    if caller.address and caller.role == "VISITOR":  # of whom an address may be blocked
        stored |= {"address": caller.address}
    if caller.key_id:
        stored |= {"listed": sk, "list_owner_state": f"{caller.tenant_id}#connections#{caller.key_id}"}
    writes.put(stored)


def own(caller: Caller, connection_id: str) -> Listener:
    """The connection that a frame arrived on."""
    pk, sk = _key(caller, connection_id)
    return Listener(connection_id, caller.id, pk, sk, 0, caller.expires_at or 0)


def closed(caller: Caller, connection_id: str) -> None:
    """Deletes a connection; idempotent."""
    writes.delete_all([_key(caller, connection_id)])


def viewed(caller: Caller, connection_id: str) -> str | None:
    """The conversation that somebody of the team looks at on a connection, if any."""
    pk, sk = _key(caller, connection_id)
    found = _listeners(items.query(pk, prefix=sk, limit=1)) if caller.role != "VISITOR" else []
    return found[0].viewing if found else None


def view(caller: Caller, connection_id: str, conversation_id: str | None) -> None:
    """Notes which conversation somebody looks at, for as long as the connection is there."""
    shown = {"viewing": conversation_id} if conversation_id else {}
    drop = () if conversation_id else ("viewing",)
    writes.set_fields(*_key(caller, connection_id), {"id": connection_id, **shown}, drop=drop)


def forget(listeners: Iterable[Listener]) -> None:
    """Deletes connections that are closed."""
    writes.delete_all((listener.pk, listener.sk) for listener in listeners)


def of_people(tenant_id: str) -> list[Listener]:
    """The team's connections, including expired ones, which the caller closes."""
    return _listeners(items.query(f"{tenant_id}#connections", limit=items.ALL))


def of_person(tenant_id: str, person_id: str) -> list[Listener]:
    """The connections of one user or visitor, including expired ones."""
    return _listeners(items.query(_pk(tenant_id, person_id), prefix=f"{person_id}#", limit=items.ALL))


def of_key(tenant_id: str, key_id: str) -> list[Listener]:
    """The connections of all visitors with this API key."""
    indexes = ["by_owner_and_state", *(["by_owner"] if items.HAS_OLD_INDEXES else [])]
    found = (items.query(f"{tenant_id}#connections#{key_id}", index=index, limit=items.ALL) for index in indexes)
    return _listeners([raw for of_index in found for raw in of_index])


def _listeners(raw: list[AttributeMap]) -> list[Listener]:
    names = (
        "id",
        "person_id",
        "pk",
        "sk",
        "opened_at",
        "expires_at",
        "token_version",
        "session_id",
        "access",
        "address",
        "viewing",
    )
    # What those have who see everything, or had it stored before these existed.
    before = {"opened_at": 0, "token_version": 0, "session_id": "", "access": None, "address": None}
    before["viewing"] = None
    values: Iterator[Values] = (before | codec.plain(item) for item in raw)
    return [Listener(*(item[name] for name in names)) for item in values]
