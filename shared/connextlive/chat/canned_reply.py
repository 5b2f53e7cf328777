"""Canned replies: texts with optional files, which agents insert by a shortcode. The workspace's are shared; each agent
may also have their own. A message gets copies of the files, so either can be deleted without the other. Files that a
canned reply no longer has are deleted by the stream's consumer, which sees exactly the committed changes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from connextlive.chat import attachment as attachments
from connextlive.chat.attachment import Attachment
from connextlive.core.errors import Invalid, NotFound, Refused
from connextlive.core.ids import id_of, is_id, new_id, timestamp
from connextlive.core.sentence import Sentence
from connextlive.table import codec, items, orm, writes
from connextlive.table.orm import (
    BooleanAttribute,
    Document,
    Item,
    Many,
    MaybeText,
    UnicodeAttribute,
    VersionAttribute,
    Whole,
)
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.chat.attachment import Announced, FileCard, UploadForm
    from connextlive.events.domain import Change
    from connextlive.generated.values import CannedReplyValues

FOLDER = "canned-replies"  # of the workspace's part of the bucket
MANY = 200  # of the workspace, and of each agent
SHARED = "shared"  # instead of an agent's ID: the workspace's
_ANY_TIME = datetime.fromtimestamp(0, UTC)


class CannedReply(Item, discriminator="canned_reply"):
    """A canned reply. Its ID is derived from its shortcode, so a shortcode is unique among an owner's. `translations`
    are texts by language, for visitors whose language is not that of `content`. `has_files` is for the stream's
    filter."""

    id = UnicodeAttribute()
    agent_id = MaybeText()
    shortcode = UnicodeAttribute()
    content = UnicodeAttribute()
    translations: "Document[dict[str, str]]" = Document()
    attachments: "Many[FileCard]" = Many()
    has_files = BooleanAttribute(null=True)
    use_count = Whole()
    last_used_at = MaybeText()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = VersionAttribute()

    @property
    def values(self) -> "CannedReplyValues":
        """With links to its files."""
        return _linked(cast("CannedReplyValues", self.attribute_values))

    def has(self, files: "Iterable[FileCard]") -> None:
        """Replaces its files."""
        self.attachments = [*files]
        self.has_files = bool(self.attachments) or None


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


def _linked(values: "CannedReplyValues") -> "CannedReplyValues":
    return {**values, "attachments": attachments.links(values.get("attachments", []))}


def _place(owner: str) -> str:
    """The owner of the uploads: they can be claimed for this owner only."""
    return f"{FOLDER}/{owner}"


def upload_forms(tenant_id: str, agent_id: str | None, files: "Sequence[Announced]") -> "list[UploadForm]":
    """Forms to upload files with, for canned replies of the agent or the workspace."""
    return attachments.upload_forms(tenant_id, _place(agent_id or SHARED), files)


def all_of(tenant_id: str, agent_id: str | None = None) -> list["CannedReplyValues"]:
    """Values of the workspace's canned replies and of the agent's own, by shortcode."""
    owners = [SHARED] + ([agent_id] if agent_id else [])
    found = [raw for owner in owners for raw in items.query(_pk(tenant_id), prefix=f"{owner}#", limit=MANY)]
    values = [_linked(cast("CannedReplyValues", codec.plain(raw))) for raw in found]
    return sorted(values, key=lambda reply: (reply["shortcode"], reply["id"]))


def create(
    tenant_id: str,
    agent_id: str | None,
    shortcode: str,
    content: str,
    translations: Mapping[str, str],
    attachment_ids: Sequence[str] = (),
) -> CannedReply:
    """A new canned reply of the agent, or of the workspace, with these uploads."""
    owner = agent_id or SHARED
    reply_id = id_of("rpl", _ANY_TIME, tenant_id, owner, shortcode)
    key = _key(tenant_id, owner, reply_id)

    @optimistic
    def save(uploads: Sequence[Attachment]) -> CannedReply:
        _check_free(tenant_id, owner, key)
        attachments.check_unclaimed(uploads)
        at = timestamp()
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
        made.has(upload.card() for upload in uploads)
        with orm.transaction() as write:
            write.save(made)
            _claim(write, uploads)
            has_room = CannedReplyCount.number.does_not_exist() | (CannedReplyCount.number < MANY)
            write.update(_count(tenant_id, owner), actions=[CannedReplyCount.number.add(1)], condition=has_room)
        return made

    if not attachment_ids:
        return save([])
    _check_free(tenant_id, owner, key)  # before anything is copied
    return save(attachments.ready(tenant_id, _place(owner), attachment_ids))


def _check_free(tenant_id: str, owner: str, key: tuple[str, str]) -> None:
    found = {raw["sk"]["S"]: codec.plain(raw) for raw in items.raw_items([key, (key[0], f"count#{owner}")])}
    if key[1] in found:
        raise Refused("There is a canned reply with this shortcode already", "SHORTCODE_TAKEN")
    if found.get(f"count#{owner}", {}).get("number", 0) >= MANY:
        raise Refused(f"There are at most {MANY} canned replies", "TOO_MANY_CANNED_REPLIES")


def _claim(write: orm.TransactWrite, uploads: Iterable[Attachment]) -> None:
    for upload in uploads:
        write.delete(upload, condition=Attachment.pk.exists())


def update(
    tenant_id: str,
    agent_id: str | None,
    reply_id: str,
    changes: Mapping[str, object],
    attachment_ids: Sequence[str] | None = None,
) -> CannedReply:
    """Changes the content, its translations or its files; files that it keeps are named by their IDs. The shortcode
    cannot be changed."""
    owner = agent_id or SHARED

    @optimistic
    def save(uploads: Sequence[Attachment]) -> CannedReply:
        found = _load(tenant_id, owner, reply_id)
        attachments.check_unclaimed(uploads)
        for name, value in changes.items():
            setattr(found, name, value)
        if attachment_ids is not None:
            cards = {card["id"]: card for card in [*found.attachments, *(upload.card() for upload in uploads)]}
            if not cards.keys() >= {*attachment_ids}:
                raise attachments.unknown()  # somebody else has just removed it
            found.has(cards[one] for one in dict.fromkeys(attachment_ids))
        found.updated_at = timestamp()
        if not uploads:
            found.save()
            return found
        with orm.transaction() as write:
            write.save(found)
            _claim(write, uploads)
        return found

    if not attachment_ids:
        return save([])
    known = {card["id"] for card in _load(tenant_id, owner, reply_id).attachments}
    return save(attachments.ready(tenant_id, _place(owner), [one for one in attachment_ids if one not in known]))


def copies(
    tenant_id: str, agent_id: str, reply_ids: Sequence[str], wanted: Sequence[str], owner_id: str
) -> "dict[str, FileCard]":
    """Copies of the wanted files of these canned replies for a message of the agent, by the IDs of the originals."""
    from connextlive.aws import s3

    known = [one for one in dict.fromkeys(reply_ids) if is_id(one, "rpl")]
    keys = [_key(tenant_id, owner, one) for one in known for owner in (agent_id, SHARED)]
    found = [cast("CannedReplyValues", codec.plain(raw)) for raw in items.raw_items(keys)]
    cards = {card["id"]: card for reply in found for card in reply.get("attachments", []) if card["id"] in wanted}
    contents = {one: s3.read(card["key"]) for one, card in cards.items()}
    if None in contents.values() or {reply["id"] for reply in found} != {*reply_ids}:
        raise Invalid(cannedReplyIds=Sentence("The message has files of a canned reply that was deleted"))
    made: dict[str, FileCard] = {}
    for one, content in contents.items():
        card = cards[one]
        attachment_id = new_id("att")
        key = attachments.key_of(tenant_id, owner_id, attachment_id)
        s3.write(key, content or b"", card["mime_type"])
        made[one] = {**card, "id": attachment_id, "key": key}
    return made


def settle(changes: "Iterable[Change]") -> None:
    """Deletes files that canned replies no longer have. A removed file is never used again, so this is idempotent."""
    from connextlive.events.domain import is_of

    gone = [key for change in changes if is_of(change, "canned_reply") for key in _left(change)]
    if gone:
        from connextlive.aws import s3

        s3.delete(gone)


def _left(change: "Change[CannedReplyValues]") -> set[str]:
    before, after = (
        {card["key"] for card in image.get("attachments", [])} if image else set()
        for image in (change.before, change.after)
    )
    return before - after


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
    """Deletes a removed agent's own canned replies."""
    own = items.query(_pk(tenant_id), prefix=f"{agent_id}#", limit=MANY, fields=("pk", "sk"))
    writes.delete_all([*((raw["pk"]["S"], raw["sk"]["S"]) for raw in own), (_pk(tenant_id), f"count#{agent_id}")])


@optimistic
def count_use(tenant_id: str, agent_id: str, reply_id: str) -> CannedReply:
    """Counts that the agent has sent a message with one of their own canned replies or the workspace's. Reports have
    the uses of the workspace's by day."""
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
