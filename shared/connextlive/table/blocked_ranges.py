"""The ranges of addresses that a workspace blocks, as requests look at them: one item with the end of each, and a
version. The workspace's API keys have its version, once there has been a range: whoever has read a key, as the
authorizer and sessions do, knows without a read that there is none, or that a process has the newest in memory.

The keys get the next version before the item does: whoever comes in between finds an older item than they look for, and
reads it again the next time. An item without a `kind` is in no stream.
"""

from typing import TYPE_CHECKING, NamedTuple

from connextlive.core import blocking
from connextlive.table import codec
from connextlive.table.calls import get_item
from connextlive.table.codec import Action, AttributeMap, Values

if TYPE_CHECKING:
    from connextlive.core.networks import Network

SK = "blocked-ranges"
MOST = 100
REMEMBERED = 1_000  # workspaces per process
_kept: "dict[str, Ranges]" = {}


class Range(NamedTuple):
    """A range, the block that it is of, and when that ends."""

    network: "Network"
    block_id: str
    until: str


class Ranges(NamedTuple):
    """A workspace's ranges that are blocked."""

    version: int = 0
    ranges: tuple[Range, ...] = ()

    def block_id_of(self, network: "Network") -> str | None:
        return next((one.block_id for one in self.ranges if one.network == network), None)

    def having(self, new: Range) -> "Ranges":
        """The next version, with this range. What has ended is left out of it."""
        return self.without(new.block_id, (new,))

    def without(self, block_id: str, also: tuple[Range, ...] = ()) -> "Ranges":
        """The next version, without the range of this block."""
        kept = (one for one in self.ranges if one.block_id != block_id and blocking.is_blocked(one.until))
        return Ranges(self.version + 1, (*kept, *also))

    def includes(self, address: str) -> bool:
        """Whether the address is in a range that is still blocked."""
        from connextlive.core import networks  # most workspaces block none

        try:
            place = networks.read(address)
        except ValueError:  # no address: nothing is known of where they are
            return False
        found = (one for one in self.ranges if networks.is_within(place, one.network))
        return any(blocking.is_blocked(one.until) for one in found)


def key(tenant_id: str) -> tuple[str, str]:
    return tenant_id, SK


def load(tenant_id: str) -> Ranges:
    """The workspace's ranges as of now."""
    return of_raw(get_item(*key(tenant_id)))


def of_raw(raw: AttributeMap | None) -> Ranges:
    """The same from their item, if there is one."""
    if raw is None:
        return Ranges()
    from connextlive.core import networks  # most workspaces block none

    values = codec.plain(raw)
    ranges = (Range(networks.read(text), *of.split(" ")) for text, of in values["ranges"].items())
    return Ranges(int(values["version"]), tuple(ranges))


def put_action(tenant_id: str, ranges: Ranges) -> Action:
    """The part of a transaction that stores a next version, if it is still the next."""
    from connextlive.core import networks  # few requests change them

    pk, sk = key(tenant_id)
    stored = {networks.written(one.network): f"{one.block_id} {one.until}" for one in ranges.ranges}
    put: Values = {"Item": codec.typed({"pk": pk, "sk": sk, "version": ranges.version, "ranges": stored})}
    if ranges.version == 1:
        return {"Put": put | {"ConditionExpression": "attribute_not_exists(pk)"}}
    put["ConditionExpression"] = "version = :before"
    put["ExpressionAttributeValues"] = {":before": {"N": str(ranges.version - 1)}}
    return {"Put": put}


def check(tenant_id: str, version: int, address: str) -> None:
    """Refuses a visitor whose address is blocked by this version of the ranges or a later one: with at most one read,
    and none if the process has it in memory."""
    known = _kept.get(tenant_id)
    if known is None or known.version < version:
        known = load(tenant_id)
        if len(_kept) >= REMEMBERED:
            _kept.clear()
        _kept[tenant_id] = known
    if known.includes(address):
        raise blocking.refusal()


def forget() -> None:
    """Forgets what this process has read: for tests."""
    _kept.clear()
