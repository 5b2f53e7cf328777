"""Canned replies: texts that agents insert by a shortcode. The workspace's are shared by everybody; each agent has
their own besides."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from connextlive.core.errors import NotFound, Refused
from connextlive.core.ids import id_of, is_id, timestamp
from connextlive.table import codec, items, orm, writes
from connextlive.table.orm import Document, Item, MaybeText, UnicodeAttribute, VersionAttribute, Whole
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import CannedReplyValues

MANY = 200  # of the workspace, and of each agent
SHARED = "shared"  # instead of an agent's ID: the workspace's
_ANY_TIME = datetime.fromtimestamp(0, UTC)


class CannedReply(Item, discriminator="canned_reply"):
    """A canned reply. Its ID follows from its shortcode, so a shortcode is unique among an owner's. `translations` are
    texts by language for visitors who use another one than `content`."""

    id = UnicodeAttribute()
    agent_id = MaybeText()
    shortcode = UnicodeAttribute()
    content = UnicodeAttribute()
    translations: "Document[dict[str, str]]" = Document()
    use_count = Whole()
    last_used_at = MaybeText()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = VersionAttribute()

    @property
    def values(self) -> "CannedReplyValues":
        return cast("CannedReplyValues", self.attribute_values)


class CannedReplyCount(Item, discriminator="canned_reply_count"):
    """How many canned replies an owner has, so that the limit holds for parallel requests."""

    number = Whole()


def _pk(tenant_id: str) -> str:
    return f"{tenant_id}#canned-replies"


def _key(tenant_id: str, owner: str, reply_id: str) -> tuple[str, str]:
    if not is_id(reply_id, "rpl"):
        raise NotFound("Canned reply")
    return _pk(tenant_id), f"{owner}#{reply_id}"


def _count(tenant_id: str, owner: str) -> CannedReplyCount:
    return CannedReplyCount(_pk(tenant_id), f"count#{owner}")


def all_of(tenant_id: str, agent_id: str | None = None) -> list["CannedReplyValues"]:
    """Values of the workspace's canned replies and of the agent's own, by shortcode."""
    owners = [SHARED] + ([agent_id] if agent_id else [])
    found = [raw for owner in owners for raw in items.query(_pk(tenant_id), prefix=f"{owner}#", limit=MANY)]
    values = [cast("CannedReplyValues", codec.plain(raw)) for raw in found]
    return sorted(values, key=lambda reply: (reply["shortcode"], reply["id"]))


@optimistic
def create(
    tenant_id: str, agent_id: str | None, shortcode: str, content: str, translations: Mapping[str, str]
) -> CannedReply:
    """A new canned reply of the agent, or of the workspace."""
    owner, at = agent_id or SHARED, timestamp()
    reply_id = id_of("rpl", _ANY_TIME, tenant_id, owner, shortcode)
    key = _key(tenant_id, owner, reply_id)
    found = {raw["sk"]["S"]: codec.plain(raw) for raw in items.raw_items([key, (key[0], f"count#{owner}")])}
    if key[1] in found:
        raise Refused("There is a canned reply with this shortcode already", "SHORTCODE_TAKEN")
    if found.get(f"count#{owner}", {}).get("number", 0) >= MANY:
        raise Refused(f"There are at most {MANY} canned replies", "TOO_MANY_CANNED_REPLIES")
    made = CannedReply(
        *key,
        id=reply_id,
        agent_id=agent_id,
        shortcode=shortcode,
        content=content,
        translations=dict(translations),
        created_at=at,
        updated_at=at,
    )
    with orm.transaction() as write:
        write.save(made)
        has_room = CannedReplyCount.number.does_not_exist() | (CannedReplyCount.number < MANY)
        write.update(_count(tenant_id, owner), actions=[CannedReplyCount.number.add(1)], condition=has_room)
    return made


@optimistic
def update(tenant_id: str, agent_id: str | None, reply_id: str, changes: Mapping[str, object]) -> CannedReply:
    """Changes the content or its translations; the shortcode is for life."""
    found = _load(tenant_id, agent_id or SHARED, reply_id)
    for name, value in changes.items():
        setattr(found, name, value)
    found.updated_at = timestamp()
    found.save()
    return found


@optimistic
def delete(tenant_id: str, agent_id: str | None, reply_id: str) -> None:
    """Deletes a canned reply; messages that were written with it stay."""
    owner = agent_id or SHARED
    gone = _load(tenant_id, owner, reply_id)
    with orm.transaction() as write:
        write.delete(gone)
        is_counted = CannedReplyCount.number > 0
        write.update(_count(tenant_id, owner), actions=[CannedReplyCount.number.add(-1)], condition=is_counted)


def delete_all(tenant_id: str, agent_id: str) -> None:
    """Deletes a removed agent's own."""
    own = items.query(_pk(tenant_id), prefix=f"{agent_id}#", limit=MANY, fields=("pk", "sk"))
    writes.delete_all([*((raw["pk"]["S"], raw["sk"]["S"]) for raw in own), (_pk(tenant_id), f"count#{agent_id}")])


@optimistic
def count_use(tenant_id: str, agent_id: str, reply_id: str) -> CannedReply:
    """Counts that the agent has sent a message with one of their own canned replies or the workspace's. Of the
    workspace's, reports know how often each was used on which day."""
    from connextlive.identity import workspace
    from connextlive.reports import rollup

    keys = [_key(tenant_id, owner, reply_id) for owner in (agent_id, SHARED)]
    raw = {(one["pk"]["S"], one["sk"]["S"]): one for one in items.raw_items([*keys, workspace.key(tenant_id)])}
    found = next((raw[key] for key in keys if key in raw), None)
    if found is None:
        raise NotFound("Canned reply")
    reply, at = CannedReply.from_raw_data(found), timestamp()
    actions = [_used(reply, at)]
    if reply.agent_id is None:
        timezone = codec.plain(raw.get(workspace.key(tenant_id), {})).get("timezone", "UTC")
        actions.append(rollup.use_action(tenant_id, timezone, agent_id, reply.shortcode, at))
    writes.transact(actions)
    reply.use_count, reply.last_used_at = reply.use_count + 1, at
    return reply


def _used(reply: CannedReply, at: str) -> codec.Action:
    return {
        "Update": {
            "Key": {"pk": {"S": reply.pk}, "sk": {"S": reply.sk}},
            "UpdateExpression": "SET last_used_at = :at ADD use_count :one",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeValues": {":at": {"S": at}, ":one": {"N": "1"}},
        }
    }


def _load(tenant_id: str, owner: str, reply_id: str) -> CannedReply:
    found = CannedReply.find(*_key(tenant_id, owner, reply_id))
    if not isinstance(found, CannedReply):
        raise NotFound("Canned reply")
    return found
