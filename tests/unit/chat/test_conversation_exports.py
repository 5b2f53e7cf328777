"""Exports of conversations: what a row has, which conversations get one, and how many there can be."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from connextlive import counters
from connextlive.aws import clients, s3
from connextlive.chat import conversation, conversation_export, conversation_rows, message
from connextlive.chat.message import Draft
from connextlive.core.ids import new_id, timestamp
from connextlive.table import writes
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_conversation,
    a_key,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    consume,
    failed,
    project,
    shard_active_list,
    wrong,
)

COLUMNS = (
    "id,status,siteId,visitorId,visitor.userName,visitor.userEmail,visitor.country,agentId,agent.name,unreadCount,"
    "messageCount,lastActivityAt,waitingSince,firstResponseAt,closedAt,closedBy,reopenCount,rating.score,"
    "rating.comment,rating.createdAt,createdAt,updatedAt,tags,topics,resolution.outcome,resolution.sentiment,"
    "resolution.summary,resolution.confidence,resolution.analyzedAt,attributes"
)


class Queue:
    """The consumers' own queues."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        names = {"EXPORT": "OnEventExportQueue", "CONVERSATION_DELETION": "OnConversationDeletedQueue"}
        self._urls = [clients.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in names.values()]
        for name, url in zip(names, self._urls, strict=True):
            monkeypatch.setenv(f"{name}_QUEUE_URL", url)

    def waiting(self) -> Iterator[Json]:
        for url in self._urls:
            for queued in clients.client("sqs").receive_message(QueueUrl=url).get("Messages", []):
                clients.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=queued["ReceiptHandle"])
                yield json.loads(queued["Body"])["detail"]


@pytest.fixture
def queue(bucket: Any, mailbox: Any, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(monkeypatch)


def _requested(owner: Any, **wanted: Any) -> Json:
    status, answer = call("tenant_conversations_export", owner, wanted)
    assert status == 200, answer
    export: Json = answer["export"]
    return export


def _step(owner: Any, export: Json) -> None:
    detail = {"type": "conversations.export_requested", "tenantId": owner.tenant_id, "exportId": export["id"]}
    assert consume("on_event_export", detail) == {"batchItemFailures": []}


def _file(owner: Any, export: Json, kind: str) -> str | None:
    content = s3.read(f"{owner.tenant_id}/exports/{export['id']}/conversations.{kind}")
    return content.decode() if content is not None else None


def _made(owner: Any, **wanted: Any) -> list[Json]:
    """The rows of an export, which are the same in both files."""
    export = _requested(owner, **wanted)
    _step(owner, export)
    assert call("tenant_conversations_get_export", owner)[1]["export"]["status"] == "READY"
    table = list(csv.DictReader(io.StringIO((_file(owner, export, "csv") or "").removeprefix("\ufeff"))))
    rows = [json.loads(line) for line in (_file(owner, export, "ndjson") or "").splitlines()]
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    return rows


@pytest.mark.usefixtures("queue")
def test_a_row_has_what_the_api_tells_of_a_conversation_under_the_same_names(changes: Changes, mailbox: Any) -> None:
    owner = a_tenant(email="olga@example.com")
    vera, anna = a_visitor(owner, user_name="=HYPERLINK(1)", user_email="vera@example.com"), an_agent(owner)
    id = a_conversation(owner, "ACTIVE", anna, by=vera)
    message.send_as_agent(owner.tenant_id, id, anna.id, Draft("Yes"))
    call("tenant_labels_set", owner, {"labels": ["vip", "new"]}, id=id)
    call("tenant_workspace_update", owner, {"settings": {"attributes": {"order_number": {"of": "CONVERSATION"}}}})
    call("tenant_attributes_set", owner, {"attributes": {"order_number": "A-7"}}, id=id)
    conversation.set_status(owner.tenant_id, id, "CLOSED", owner.id)
    call("widget_conversations_rate", vera, {"score": 4, "comment": 'So "so",\nthanks'})
    waits = a_conversation(owner)
    changes.new()
    export = _requested(owner)
    assert (export["status"], export["csvUrl"]) == ("PENDING", None)
    project(changes.new())
    _step(owner, export)
    _, answer = call("tenant_conversations_get_export", owner)
    ready = answer["export"]
    assert (ready["status"], ready["rows"]) == ("READY", 2)
    assert f"conversations-{ready['createdAt'][:10]}.csv" in ready["csvUrl"]
    assert "ndjson" in ready["ndjsonUrl"]
    rows = {row["id"]: row for row in map(json.loads, (_file(owner, export, "ndjson") or "").splitlines())}
    assert rows.keys() == {id, waits}
    told = call("tenant_conversations_get", owner, id=id)[1]["conversation"]
    assert rows[id].pop("visitor") == {"userName": "=HYPERLINK(1)", "userEmail": "vera@example.com"}
    assert rows[id].pop("agent") == {"name": "Anna Agent"}
    assert rows[id] | {"status": "CLOSED", "messageCount": 2, "tags": ["vip", "new"], "resolution": None} == rows[id]
    assert {name: told[name] for name in rows[id]} == rows[id]
    assert (rows[waits]["agent"], rows[waits]["rating"]) == (None, None)
    text = _file(owner, export, "csv") or ""
    assert text.startswith(f"\ufeff{COLUMNS}\r\n")
    (row,) = (one for one in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))) if one["id"] == id)
    assert row["visitor.userName"] == "'=HYPERLINK(1)"  # a spreadsheet would run it
    assert (row["rating.score"], row["rating.comment"], row["tags"]) == ("4", 'So "so",\nthanks', "vip, new")
    assert row["attributes"] == '{"order_number": "A-7"}'
    (mail,) = mailbox.sent_messages
    assert mail.destinations["ToAddresses"] == ["olga@example.com"]
    assert "X-Amz" not in str(mail.body)  # a link wants a login


@pytest.mark.usefixtures("queue")
def test_filters_are_those_of_the_list_and_a_time(clock: Clock) -> None:
    owner = a_tenant()
    key, _ = a_key(owner)
    other = key.site_id
    begun = timestamp()
    found = {"first": a_conversation(owner, "CLOSED")}
    clock.advance(10)
    middle = timestamp()
    found |= {"middle": a_conversation(owner), "elsewhere": a_conversation(owner, by=a_visitor(owner, key))}
    clock.advance(10)
    found["last"] = a_conversation(owner, "ACTIVE", an_agent(owner))
    call("tenant_labels_set", owner, {"labels": ["vip", "new"]}, id=found["last"])
    names = {id: name for name, id in found.items()}
    for wanted, expected in (
        ({}, {"first", "middle", "elsewhere", "last"}),
        ({"from": middle}, {"middle", "elsewhere", "last"}),
        ({"to": middle}, {"first"}),
        ({"from": begun, "to": middle}, {"first"}),
        ({"status": ["CLOSED", "ACTIVE"]}, {"first", "last"}),
        ({"siteId": other}, {"elsewhere"}),
        ({"labels": ["VIP"]}, {"last"}),
        ({"labels": ["vip", "old"]}, set()),
    ):
        assert {names[row["id"]] for row in _made(owner, **wanted)} == expected, wanted


@pytest.mark.usefixtures("queue")
def test_active_ones_are_exported_in_whichever_shard_they_are_listed() -> None:
    owner = a_tenant()
    shard_active_list(owner, 3)
    ids = {a_conversation(owner, "ACTIVE") for _ in range(12)}
    counters._active_shards.clear()  # as the consumer's own process
    assert {row["id"] for row in _made(owner)} == ids


@pytest.mark.usefixtures("bucket")
def test_what_cannot_be_is_refused() -> None:
    owner = a_tenant()
    later, sooner = "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"
    assert call("tenant_conversations_get_export", owner) == an_error(404, "Export not found")
    answer = call("tenant_conversations_export", owner, {"from": later, "to": sooner})
    assert answer == wrong(to="Must be after the beginning")
    assert call("tenant_conversations_export", owner, {"siteId": "site_01HX0000000000000000000000"})[0] == 404
    assert call("tenant_conversations_export", owner, {"from": "yesterday"})[0] == 400


def _many(owner: Any, number: int) -> list[str]:
    """So many closed conversations, without their messages."""
    first = a_conversation(owner, "CLOSED")
    some = conversation.load(owner.tenant_id, first)
    ids = [new_id("cnv") for _ in range(number)]
    puts = []
    for id in ids:
        some.id, some.pk = id, f"{owner.tenant_id}#{id}"
        some.set_list_keys()
        puts.append({"PutRequest": {"Item": some.to_dynamodb_dict()}})
    writes.write_all(puts)
    return [*ids, first]


def test_many_are_exported_in_steps_each_once_whatever_happens_meanwhile(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_rows, "STEP", 0)
    monkeypatch.setattr(conversation_rows, "PAGE", 8)
    monkeypatch.setattr(conversation_rows, "PART", 8_000)
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 2_000)
    owner = a_tenant()
    anna = an_agent(owner)
    busy = a_conversation(owner, "ACTIVE", anna)
    many = [*_many(owner, 80), busy]
    many += [a_conversation(owner), a_conversation(owner, "CLOSED")]
    export = _requested(owner)
    steps, most, take = 0, 0, conversation_rows._Table.take

    def measured(table: Any, **how: Any) -> dict[str, bytes]:
        nonlocal most
        taken = take(table, **how)
        most = max(most, *map(len, taken.values()))
        return taken

    monkeypatch.setattr(conversation_rows._Table, "take", measured)
    waiting = [{"exportId": export["id"]}]
    while waiting:
        waiting.pop()
        _step(owner, export)
        steps += 1
        # It was exported already, and is listed last again.
        message.send_as_agent(owner.tenant_id, busy, anna.id, Draft("Still there?"))
        waiting += queue.waiting()
    _, answer = call("tenant_conversations_get_export", owner)
    assert (answer["export"]["status"], answer["export"]["rows"]) == ("READY", len(many))
    for kind in ("csv", "ndjson"):
        text = _file(owner, export, kind) or ""
        lines = list(csv.reader(io.StringIO(text))) if kind == "csv" else text.splitlines()
        assert len(lines) == len(many) + (kind == "csv"), kind
    assert steps > 2
    assert most < 32_000  # however many there are, only a part is in memory


def test_a_step_that_ran_twice_spoils_nothing(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the files were made and before that was recorded; and a part that another run has replaced."""
    owner = a_tenant()
    ids = {a_conversation(owner), a_conversation(owner)}
    save, killed = conversation_export.ConversationExport.save, list[Any]()

    def killed_once(self: Any, *args: Any, **more: Any) -> Any:
        if self.status == "READY" and not killed:
            killed.append(self)
            raise ConnectionError
        return save(self, *args, **more)

    export = _requested(owner)
    monkeypatch.setattr(conversation_export.ConversationExport, "save", killed_once)
    consume(
        "on_event_export",
        {"type": "conversations.export_requested", "tenantId": owner.tenant_id, "exportId": export["id"]},
    )
    assert killed
    _step(owner, export)
    for _ in queue.waiting():
        _step(owner, export)
    assert call("tenant_conversations_get_export", owner)[1]["export"]["status"] == "READY"
    assert {json.loads(line)["id"] for line in (_file(owner, export, "ndjson") or "").splitlines()} == ids


@pytest.mark.usefixtures("queue")
def test_a_new_export_replaces_the_one_before(clock: Clock) -> None:
    owner = a_tenant()
    a_conversation(owner)
    first = _requested(owner)
    assert _requested(owner)["id"] == first["id"]
    _step(owner, first)
    second = _requested(owner, status=["CLOSED"])
    assert second["id"] != first["id"]
    assert _file(owner, first, "csv") is None
    _step(owner, first)
    assert _file(owner, first, "csv") is None
    _step(owner, second)
    assert (_file(owner, second, "csv") or "").count("\r\n") == 1
    clock.advance(7 * 24 * 3600 + 1)
    assert call("tenant_conversations_get_export", owner) == an_error(404, "Export not found")


def test_a_deleted_conversation_is_in_no_export(queue: Queue, changes: Changes) -> None:
    owner = a_tenant()
    goes, stays = a_conversation(owner), a_conversation(owner)
    export = _requested(owner)
    deleted = {"tenantId": owner.tenant_id, "conversationId": goes}
    call("tenant_conversations_delete", owner, id=goes)
    consume("on_conversation_deleted", deleted)
    assert len(list(queue.waiting())) == 0  # it looks again after a minute
    _step(owner, export)
    rows = [json.loads(line) for line in (_file(owner, export, "ndjson") or "").splitlines()]
    assert [row["id"] for row in rows] == [stays]
    consume("on_conversation_deleted", deleted)
    assert _file(owner, export, "csv") is not None
    call("tenant_conversations_delete", owner, id=stays)
    consume("on_conversation_deleted", {"tenantId": owner.tenant_id, "conversationId": stays})
    assert [_file(owner, export, kind) for kind in ("csv", "ndjson", "seen")] == [None] * 3
    assert call("tenant_conversations_get_export", owner)[0] == 404


def test_an_export_whose_deletion_died_after_its_files_is_deleted(
    queue: Queue, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = a_tenant()
    goes = a_conversation(owner)
    _step(owner, _requested(owner))
    call("tenant_conversations_delete", owner, id=goes)
    deleted = {"tenantId": owner.tenant_id, "conversationId": goes}
    with monkeypatch.context() as dying:
        dying.setattr(conversation_export.ConversationExport, "delete", _dies)
        assert consume("on_conversation_deleted", deleted) == failed("m0")
    consume("on_conversation_deleted", deleted)
    assert call("tenant_conversations_get_export", owner)[0] == 404


def _dies(*_: Any, **__: Any) -> None:
    raise OSError("killed")
