"""Removes files that are older than a workspace's retention. Their messages stay, and say that there was a file.

The bucket lists files by conversation and visitor, oldest first. Going through all files of a workspace takes a list
call per thousand. It is done once a day, and continues in the next hour if interrupted.
"""

import time
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, cast

from connextlive.audit import log
from connextlive.aws import s3
from connextlive.chat import conversation, visitor, visitor_presence
from connextlive.chat.message import PREFIX
from connextlive.core import acts
from connextlive.core.ids import ago, is_id, time_of, timestamp
from connextlive.table import codec, items, writes
from connextlive.table.codec import Values

if TYPE_CHECKING:
    from connextlive.generated.values import VisitorValues

AN_HOUR = 3600  # more: an upload of yesterday may be about to be claimed
AFTER, DONE = "files_after", "files_done"  # of the item that has the workspace looked at: how far, and on which day


def apply(tenant_id: str, item: Values, days: int, until: float) -> int:
    """Goes through the workspace's files until `until`, a time of the monotonic clock; returns the number of removed
    files."""
    today, removed = timestamp()[:10], 0
    before = ago(days * 24 * 3600 + AN_HOUR)
    if item.get(DONE) == today:
        return 0
    key = item["pk"], item["sk"]
    for owner_id, found in groupby(
        s3.keys_under(f"{tenant_id}/", item.get(AFTER)), key=lambda name: name.split("/")[1]
    ):
        keys = [name for name in found if _is_older(name.rpartition("/")[2], before)]
        removed += _remove(tenant_id, owner_id, keys) if keys else 0
        if time.monotonic() > until:
            # Behind whatever there is of this owner.
            writes.set_fields(*key, {AFTER: f"{tenant_id}/{owner_id}0"})
            return removed
    writes.set_fields(*key, {DONE: today}, drop=[AFTER])
    return removed


def _is_older(name: str, before: str) -> bool:
    """Whether this is a file of a message, and was uploaded before that time."""
    attachment_id = name.partition("-")[0]
    return is_id(attachment_id, "att") and time_of(attachment_id) < before


def _remove(tenant_id: str, owner_id: str, keys: list[str]) -> int:
    """Notes in the messages that their files were removed, and only then deletes the files. Files under legal hold
    stay."""
    found = _conversations_of(tenant_id, owner_id)
    if not found:
        return 0  # a visitor's upload that no message has, or a conversation that is being deleted
    kept = {key for one in found if one.get("on_hold") for key in _files(one["pk"])}
    gone = {*keys} - kept
    for one in found:
        if not one.get("on_hold"):
            _note(tenant_id, one["id"], gone)
    s3.delete([key for key in keys if key in gone])
    return len(gone)


def _note(tenant_id: str, conversation_id: str, gone: set[str]) -> None:
    """Notes in a conversation's messages which of their files were removed."""
    pk, told = conversation.pk(tenant_id, conversation_id), False
    for message in _messages(pk):
        files = message["attachments"]
        if any(file["key"] in gone and not file.get("removed_at") for file in files):
            if not told:
                with acts.by_the_system("conversation.files_removed"):
                    log.record(tenant_id, conversation_id)
                told = True
            at = timestamp()
            now = [file | {"removed_at": at} if file["key"] in gone else file for file in files]
            writes.set_fields(pk, message["sk"], {"attachments": now})


def _files(pk: str) -> Iterator[str]:
    return (file["key"] for message in _messages(pk) for file in message["attachments"])


def _messages(pk: str) -> Iterator[Values]:
    found = items.query(pk, prefix=PREFIX, limit=items.ALL, fields=("sk", "attachments"))
    return (message for message in map(codec.plain, found) if message.get("attachments"))


def _conversations_of(tenant_id: str, owner_id: str) -> list[Values]:
    """The conversations that a file may belong to: the one in its key, or all of the visitor in its key. Empty if there
    are none, or if the visitor is on hold."""
    ids = [owner_id]
    if is_id(owner_id, "vis"):
        of = _values(visitor_presence.pk(tenant_id, owner_id), visitor_presence.SK)
        ids = visitor.conversation_ids(cast("VisitorValues", of)) if of else []
    found: list[Values] = [{**one} for one in conversation.many(tenant_id, (one for one in ids if is_id(one, "cnv")))]
    if not found:
        return []
    of = _values(visitor_presence.pk(tenant_id, found[0]["visitor_id"]), visitor_presence.SK)
    is_held = of is not None and of.get("on_hold")
    return [] if is_held or (found[0].get("on_hold") and len(found) == 1) else found


def _values(pk: str, sk: str) -> Values | None:
    return next(map(codec.plain, items.raw_items([(pk, sk)])), None)
