"""`make audit` finds what does not fit, names it, and mends what can be mended, whatever it is."""

from collections.abc import Callable
from typing import Any

import pytest

from connextlive import counters
from connextlive.aws import s3
from connextlive.chat import conversation, loads, message, removal, spam
from connextlive.chat.message import Draft
from connextlive.core.uploads import UploadedFile
from connextlive.reports import rollup
from connextlive.search import segments
from connextlive.table import items, orm, writes
from tests.support.builders import (
    PDF,
    Changes,
    Clock,
    a_conversation,
    a_tenant,
    an_agent,
    call,
    everything_under,
    project,
    shard_active_list,
)
from tools.operate.audit import Audit, Finding, run


class Workspace:
    """A workspace in which all fits, hours ago."""

    def __init__(self, changes: Changes, clock: Clock) -> None:
        self.owner = a_tenant()
        self.id = self.owner.tenant_id
        routing = {"settings": {"routing": {"rule": "least-busy"}}}
        assert call("tenant_workspace_update", self.owner, routing)[0] == 200
        self.anna = an_agent(self.owner)
        self.open = a_conversation(self.owner, agent=self.anna, status="ACTIVE", says="Where is my parcel?")
        message.send_as_agent(self.id, self.open, self.anna.id, Draft("See here", [UploadedFile("a.pdf", PDF)]))
        message.send_as_agent(self.id, self.open, self.anna.id, Draft("A note", is_internal=True))
        self.waiting = a_conversation(self.owner, says="Hello")
        self.closed = a_conversation(self.owner, says="Thanks")
        conversation.set_status(self.id, self.closed, "CLOSED", by=self.owner.id)
        self.spam = a_conversation(self.owner, says="Buy links")
        project(changes.new())
        spam.mark(self.owner, self.spam, "203.0.113.7", blocks_visitor=False)
        self.gone = a_conversation(self.owner, says="Forget me")
        conversation.delete(self.id, self.gone)
        project(changes.new())
        assert removal.of_conversation(self.id, self.gone)
        self._has_a_canned_reply_with_a_file()
        clock.advance(7 * 24 * 3600)

    def _has_a_canned_reply_with_a_file(self) -> None:
        announced = {"files": [{"fileName": "terms.pdf", "mimeType": "application/pdf", "size": len(PDF)}]}
        [form] = call("tenant_canned_replies_upload", self.owner, announced)[1]["uploads"]
        key = form["fields"]["key"]
        s3.write(key, PDF, "application/pdf")
        body = {"shortcode": "terms", "content": "Our terms", "attachmentIds": [form["attachmentId"]]}
        assert call("tenant_canned_replies_create", self.owner, body)[0] == 200
        s3.delete([key])  # by the bucket's lifecycle, after a day

    def write(self, operation: str, sk: str, pk: str, **more: Any) -> None:
        request = {"TableName": orm.TABLE, "Key": {"pk": {"S": f"{self.id}{pk}"}, "sk": {"S": sk}}}
        orm.connection().dispatch(operation, request | more)

    def add(self, pk: str, sk: str, name: str, number: int = 1) -> None:
        values = {":n": {"N": str(number)}}
        names = {"#n": name}
        self.write(
            "UpdateItem",
            sk,
            pk,
            UpdateExpression="ADD #n :n",
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
        )


@pytest.fixture
def workspace(bucket: Any, changes: Changes, clock: Clock) -> Workspace:
    return Workspace(changes, clock)


def found() -> list[Finding]:
    return list(Audit().findings())


def test_where_all_fits_it_finds_nothing(workspace: Workspace) -> None:
    assert found() == []


def test_it_finds_active_conversations_in_whichever_shard_they_are_listed(
    workspace: Workspace, changes: Changes, clock: Clock
) -> None:
    shard_active_list(workspace.owner, 3)
    for _ in range(12):
        a_conversation(workspace.owner, agent=workspace.anna, status="ACTIVE")
    project(changes.new())
    clock.advance(3600)
    counters._active_shards.clear()  # as who runs it
    assert found() == []


def lost_message(of: Workspace) -> None:
    sk = next(sk for sk in everything_under(f"{of.id}#{of.open}") if sk.startswith("message#"))
    of.write("DeleteItem", sk, f"#{of.open}")


def a_counter_too_high(of: Workspace) -> None:
    of.add("#team", counters.WORKSPACE, counters.STORED["waiting"])


def an_agents_counter_too_low(of: Workspace) -> None:
    of.add("#team", f"count#{of.anna.id}", counters.STORED["active"], -1)


def a_lost_change(of: Workspace) -> None:
    """Of which the stream never told."""
    conversation.assign(of.id, of.waiting, of.anna.id)


def a_lost_deletion(of: Workspace) -> None:
    of.write("DeleteItem", "conversation", f"#{of.closed}")


def a_roll_up_too_low(of: Workspace) -> None:
    for one in items.query(rollup.pk(of.id, "site"), prefix="20", limit=100):
        of.write("DeleteItem", one["sk"]["S"], "#rollup#site")


def unread_too_high(of: Workspace) -> None:
    (one, *_) = items.query(rollup.pk(of.id, "site"), prefix=rollup.TOTAL, limit=100)
    of.add("#rollup#site", one["sk"]["S"], "unread", 3)


def a_lost_index(of: Workspace) -> None:
    for sk in [raw["sk"]["S"] for raw in items.query(segments.pk(of.id), limit=100)]:
        of.write("DeleteItem", sk, "#find")


def a_file_too_many(of: Workspace) -> None:
    s3.write(f"{of.id}/{of.open}/att_nobody", PDF, "application/pdf")


def a_canned_replys_file_too_many(of: Workspace) -> None:
    s3.write(f"{of.id}/canned-replies/shared/att_nobody-copied", PDF, "application/pdf")


def a_load_too_high(of: Workspace) -> None:
    of.add("#routing", f"load#{of.anna.id}", "open_now")


def a_lost_load(of: Workspace) -> None:
    of.write("DeleteItem", f"load#{of.anna.id}", "#routing")


def a_place_too_many(of: Workspace) -> None:
    of.add("#routing", "queue#-#2027-01-15T08:00:00.000Z#cnv_gone", "n")


def a_lost_place(of: Workspace) -> None:
    (place,) = loads.everybody(of.id)
    of.write("DeleteItem", place, "#routing")


def a_conversation_that_counts_for_somebody_else(of: Workspace) -> None:
    item = conversation.load(of.id, of.open)
    item.status = "CLOSED"  # by something that does not know of loads
    writes.transact([{"Put": item.get_save_kwargs_from_instance()}])


MENDED: dict[Callable[[Workspace], None], str] = {
    lost_message: "says it has 3 messages",
    a_counter_too_high: "count#workspace has 2 waiting instead of 1",
    an_agents_counter_too_low: "has 0 active instead of 1",
    a_lost_change: "a change of the stream was lost",
    a_lost_deletion: "is gone, and still counts as",
    a_roll_up_too_low: "conversations of site_",
    unread_too_high: "unread instead of",
    a_lost_index: "the search index lacks",
    a_file_too_many: "no message names the file",
    a_canned_replys_file_too_many: "no message names the file",
    a_load_too_high: "has a load of 2, and 1 open conversations",
    a_lost_load: "has a load of 0, and 1 open conversations",
    a_place_too_many: "no conversation has queue#",
    a_lost_place: "is not in the queue where it says",
    a_conversation_that_counts_for_somebody_else: "counts for somebody who does not have it",
}


@pytest.mark.parametrize("damage", MENDED, ids=lambda one: one.__name__)
def test_what_does_not_fit_is_found_and_mended(
    workspace: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Workspace], None]
) -> None:
    damage(workspace)
    clock.advance(2 * 24 * 3600)
    monkeypatch.setattr("tools.operate.audit.UPLOADS_LIVE", -(10**9))  # moto's own clock is today's
    findings = found()
    assert any(MENDED[damage] in finding.what for finding in findings), findings
    for _ in range(2):  # what is mended may show what else is, and one mend may change what the next was to
        run(Audit(), (), repair=True)
    assert found() == []


def test_a_file_that_is_gone_cannot_be_mended(workspace: Workspace) -> None:
    s3.delete_under(f"{workspace.id}/{workspace.open}/")
    (finding,) = found()
    assert "is not in the bucket" in finding.what
    assert finding.mend is None
