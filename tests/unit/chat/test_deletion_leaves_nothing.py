"""After a deletion nothing that is stored tells of the visitor: every byte of table, bucket and logs is searched."""

import base64
import json
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends

from connextlive.aws import clients, s3
from connextlive.chat import conversation, message, upkeep, visitor
from connextlive.chat.message import Draft
from connextlive.core.ids import timestamp
from connextlive.core.uploads import UploadedFile
from connextlive.search import index
from connextlive.table import orm
from connextlive.webhooks import delivery
from connextlive.webhooks.delivery import Delivery
from tests.support.builders import (
    PNG,
    Changes,
    Clock,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    call,
    consume,
    project,
)

NAME, EMAIL, ADDRESS, WORD = "Zacharias Quux", "zacharias@quux.example", "198.51.100.77", "xylophone"
FACTS: Json = {"user_name": NAME, "user_email": EMAIL, "ip": ADDRESS, "external_id": "crm-quux-1"}


def _stored() -> Iterator[tuple[str, str]]:
    """Each item and file, with a name to tell it by; what is compressed is unpacked."""
    table = dynamodb_backends[DEFAULT_ACCOUNT_ID][clients.region()].tables[orm.TABLE]
    for partition in table.items.values():
        for item in partition.values() if isinstance(partition, dict) else [partition]:
            raw = json.dumps(item.to_json()["Attributes"])
            yield f"{item.hash_key.value} / {item.range_key.value}", raw + "".join(_unpacked(raw))
    bucket = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets.get(s3.BUCKET)
    for key, file in bucket.keys.items() if bucket else ():
        yield f"file {key}", key + file.value.decode("utf-8", "replace")


def _unpacked(raw: str) -> Iterator[str]:
    for text in re.findall(r'"([A-Za-z0-9+/]{8,}={0,2})"', raw):
        with suppress(ValueError, zlib.error):
            yield zlib.decompress(base64.b64decode(text)).decode("utf-8", "replace")


def _found(*wanted: str) -> set[str]:
    return {name for name, content in _stored() for one in wanted if one.lower() in content.lower()}


def _a_life(owner: Any, changes: Changes) -> tuple[str, str]:
    """A visitor who did everything there is to do."""
    person, agent = a_visitor(owner, **FACTS), an_agent(owner)
    conversation_id = a_conversation(owner, "ACTIVE", agent, by=person, says=f"My {WORD} is broken")
    picture = Draft("See", [UploadedFile("quux.png", PNG)])
    message.send_as_agent(owner.tenant_id, conversation_id, agent.id, picture)
    note = Draft(f"@Ben, {NAME}?", is_internal=True, mention_ids=[an_agent(owner, "Ben").id])
    message.send_as_agent(owner.tenant_id, conversation_id, agent.id, note)
    call("tenant_conversations_resolve", owner, id=conversation_id)
    call("widget_conversations_rate", person, {"score": 5, "comment": f"Nice {WORD}"})
    call("tenant_labels_set", owner, {"labels": ["vip"]}, id=conversation_id)
    headers = {"Idempotency-Key": "once"}
    call("widget_messages_send", person, {"content": f"Another {WORD}"}, headers=headers)
    _, webhook = call("tenant_webhooks_create", owner, {"url": "https://hooks.example.com", "events": ["*"]})
    project(changes.new())
    detail = {"tenantId": owner.tenant_id, "visitorId": person.id}
    _, answer = call("tenant_visitors_export", owner, id=person.id)
    consume("on_event_export", detail | {"exportId": answer["export"]["id"]})
    ids = {"visitorId": person.id, "conversationId": conversation_id}
    for event_id, status in (("evt_1", "SUCCEEDED"), ("evt_2", "PENDING")):
        _a_delivery(owner, webhook["webhook"]["id"], event_id, status, ids)
    project(changes.new())
    return person.id, conversation_id


def _a_delivery(owner: Any, webhook_id: str, event_id: str, status: str, ids: dict[str, str]) -> None:
    response = f"thanks, {NAME}"
    Delivery(
        *delivery._key(owner.tenant_id, webhook_id, timestamp(), event_id),
        event_id=event_id,
        webhook_id=webhook_id,
        event_type="message.created",
        occurred_at=timestamp(),
        ids=ids,
        status=status,
        attempts=[{"at": timestamp(), "duration": 1, "status_code": 500, "error": None, "response": response}],
        created_at=timestamp(),
        expires_at=2_000_000_000,
    ).save()


def _delete(owner: Any, visitor_id: str, conversation_id: str, changes: Changes) -> None:
    assert call("tenant_visitors_delete", owner, id=visitor_id)[0] == 200
    project(changes.new())
    ids = {"tenantId": owner.tenant_id, "visitorId": visitor_id}
    assert consume("on_visitor_deleted", ids) == {"batchItemFailures": []}
    assert consume("on_conversation_deleted", ids | {"conversationId": conversation_id}) == {"batchItemFailures": []}
    upkeep.run(1e12)


def test_nothing_stored_tells_of_a_deleted_visitor(
    bucket: Any, mailbox: Any, changes: Changes, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = a_tenant()
    other = a_visitor(owner, user_name="Somebody Else")
    visitor_id, conversation_id = _a_life(owner, changes)
    index.merge(owner.tenant_id)  # so that the words are in compressed items
    told = (NAME, "zacharias", EMAIL, ADDRESS, WORD, "quux", "crm-quux-1")
    assert _found("zacharias"), "the search finds nothing even before the deletion"
    assert _found(WORD)
    _delete(owner, visitor_id, conversation_id, changes)
    assert _found(*told) == set()
    # What has an ID and nothing else, and goes by itself: so that late records are not counted (a week), who deleted
    # whom (a year), and what a webhook is still to be told (a day).
    left = _found(visitor_id, conversation_id)
    assert left == {
        f"{owner.tenant_id}#{visitor_id} / counted",
        f"{owner.tenant_id}#{conversation_id} / counted",
        *(name for name in left if name.startswith(f"{owner.tenant_id}#audit / ")),
        *(name for name in left if name.startswith(f"{owner.tenant_id}#whk_") and name.endswith("#evt_2")),
    }
    assert all("expires_at" in content for name, content in _stored() if name in left)
    logged = "".join(capsys.readouterr())
    assert [one for one in told if one.lower() in logged.lower()] == []
    assert visitor.read(owner.tenant_id, other.id)["user_name"] == "Somebody Else"
    assert _found("somebody")


@pytest.mark.usefixtures("bucket")
def test_who_is_on_hold_is_not_deleted(changes: Changes) -> None:
    owner = a_tenant()
    person = a_visitor(owner)
    conversation_id = a_conversation(owner, "CLOSED", by=person)
    status, answer = call("tenant_visitors_hold", owner, {"onHold": True}, id=person.id)
    assert (status, answer["visitor"]["onHold"]) == (200, True)
    for function, id in (("tenant_visitors_delete", person.id), ("tenant_conversations_delete", conversation_id)):
        status, answer = call(function, owner, id=id)
        assert (status, answer["data"]) == (400, {"code": "ON_HOLD"}), function
    call("tenant_visitors_hold", owner, {"onHold": False}, id=person.id)
    assert call("tenant_conversations_delete", owner, id=conversation_id)[0] == 200
    assert call("tenant_visitors_delete", owner, id=person.id)[0] == 200
    entries = call("tenant_audit_log_list", owner, query={"object": person.id})[1]["entries"]
    assert [entry["action"] for entry in entries] == ["visitor.deleted", *["visitor.hold_changed"] * 2]


DAY = 24 * 3600


@pytest.mark.usefixtures("bucket")
def test_a_conversation_on_hold_is_not_deleted_nor_is_its_visitor(changes: Changes) -> None:
    owner = a_tenant()
    person, agent = a_visitor(owner), an_agent(owner)
    id = a_conversation(owner, "CLOSED", agent, by=person)
    status, answer = call("tenant_conversations_hold", owner, {"onHold": True}, id=id)
    assert (status, answer["conversation"]["onHold"]) == (200, True)
    seen = call("agent_conversations_get", agent, id=id)[1]["conversation"]
    assert (seen["onHold"], seen["version"]) == (True, answer["conversation"]["version"])
    (listed,) = call("tenant_conversations_list", owner)[1]["conversations"]
    assert listed["onHold"] is True
    for function, of in (("tenant_visitors_delete", person.id), ("tenant_conversations_delete", id)):
        status, answer = call(function, owner, id=of)
        assert (status, answer["data"]) == (400, {"code": "ON_HOLD"}), function
    status, answer = call("tenant_conversations_hold", owner, {"onHold": False}, id=id)
    assert (status, answer["conversation"]["onHold"]) == (200, False)
    assert call("tenant_visitors_delete", owner, id=person.id)[0] == 200
    entries = call("tenant_audit_log_list", owner, query={"object": id})[1]["entries"]
    assert [entry["action"] for entry in entries] == ["conversation.hold_changed"] * 2


@pytest.fixture
def old(cloud: None, clock: Clock) -> tuple[Any, dict[str, str]]:
    """A workspace in which there was nothing but this, forty days ago."""
    owner = a_tenant()
    held, silent, silent_held = a_visitor(owner), a_visitor(owner), a_visitor(owner)
    found = {
        "closed": a_conversation(owner, "CLOSED"),
        "held": a_conversation(owner, "CLOSED", by=held),
        "held by itself": a_conversation(owner, "CLOSED"),
        "open": a_conversation(owner, "WAITING"),
        "silent": silent.id,
        "silent, held": silent_held.id,
    }
    conversation.hold(owner.tenant_id, found["held by itself"], on_hold=True)
    for one in (held, silent_held):
        visitor.hold(owner.tenant_id, one.id, on_hold=True)
    for one in (silent, silent_held):
        visitor.left(owner.tenant_id, one.id)
    clock.advance(40 * DAY)
    found["new"] = a_conversation(owner, "CLOSED")
    return owner, found


def _there(owner: Any, found: dict[str, str]) -> set[str]:
    functions: dict[str, Callable[[str], int]] = {
        "cnv": lambda id: call("tenant_conversations_get", owner, id=id)[0],
        "vis": lambda id: call("tenant_visitors_get", owner, id=id)[0],
    }
    return {name for name, id in found.items() if functions[id[:3]](id) == 200}


@pytest.mark.parametrize(
    ("retention", "deleted"),
    [
        ({}, set()),
        ({"closedConversationDays": 30}, {"closed"}),
        ({"closedConversationDays": 50}, set()),
        ({"silentVisitorDays": 30}, {"silent"}),
        ({"closedConversationDays": 30, "silentVisitorDays": 30}, {"closed", "silent"}),
    ],
)
def test_what_is_older_than_a_workspace_keeps_it_is_deleted(
    old: tuple[Any, dict[str, str]], retention: dict[str, int], deleted: set[str]
) -> None:
    owner, found = old
    status, answer = call("tenant_workspace_update", owner, {"settings": {"retention": retention}})
    assert status == 200, answer
    upkeep.run(1e12)
    assert found.keys() - _there(owner, found) == deleted
    entries = [
        entry
        for entry in call("tenant_audit_log_list", owner)[1]["entries"]
        if entry["actor"] == {"id": None, "role": "SYSTEM", "name": None}
    ]
    assert sorted(entry["object"]["id"] for entry in entries) == sorted(found[name] for name in deleted)
    assert {entry["action"] for entry in entries} <= {"conversation.deleted", "visitor.deleted"}


def test_what_was_interrupted_goes_on(old: tuple[Any, dict[str, str]]) -> None:
    owner, found = old
    call("tenant_workspace_update", owner, {"settings": {"retention": {"closedConversationDays": 30}}})
    upkeep.run(0)
    assert found.keys() == _there(owner, found)
    upkeep.run(1e12)
    upkeep.run(1e12)
    assert found.keys() - _there(owner, found) == {"closed"}


@pytest.mark.usefixtures("cloud")
def test_days_are_at_least_one() -> None:
    owner = a_tenant()
    for days in (0, -1, "7", 1.5):
        answer = call("tenant_workspace_update", owner, {"settings": {"retention": {"silentVisitorDays": days}}})
        assert answer[0] == 400, days


def test_files_that_are_older_than_a_workspace_keeps_them_leave_a_note(
    bucket: Any, clock: Clock, changes: Changes, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = a_tenant()
    agent, person = an_agent(owner), a_visitor(owner)
    held, of_held = a_visitor(owner), a_visitor(owner)
    ids = {
        "old": a_conversation(owner, "ACTIVE", agent, by=person),
        "held": a_conversation(owner, "ACTIVE", agent, by=held),
        "of held": a_conversation(owner, "ACTIVE", agent, by=of_held),
    }
    for id in ids.values():
        message.send_as_agent(owner.tenant_id, id, agent.id, Draft("See", [UploadedFile("old.png", PNG)]))
    # A visitor's file lies under the visitor.
    _, made = call(
        "widget_attachments_create",
        person,
        {"files": [{"fileName": "theirs.png", "mimeType": "image/png", "size": len(PNG)}]},
    )
    upload = made["uploads"][0]["attachmentId"]
    s3.write(f"{owner.tenant_id}/{person.id}/{upload}", PNG, "image/png")
    assert call("widget_messages_send", person, {"content": "", "attachmentIds": [upload]})[0] == 200
    visitor.hold(owner.tenant_id, held.id, on_hold=True)
    conversation.hold(owner.tenant_id, ids["of held"], on_hold=True)
    clock.advance(40 * DAY)
    message.send_as_agent(owner.tenant_id, ids["old"], agent.id, Draft("See", [UploadedFile("new.png", PNG)]))
    names = {name: _files(owner, id) for name, id in ids.items()}
    call("tenant_workspace_update", owner, {"settings": {"retention": {"fileDays": 30}}})
    upkeep.run(0)  # interrupted at once, and again after each conversation's or visitor's
    monkeypatch.setattr("time.monotonic", iter(range(10**6)).__next__)
    for _ in range(8):
        upkeep.run(0)
    assert _files(owner, ids["old"]) == [("old.png", False), ("theirs.png", False), ("new.png", True)]
    assert _files(owner, ids["held"]) == names["held"] == [("old.png", True)]
    assert _files(owner, ids["of held"]) == names["of held"]
    entries = call("tenant_audit_log_list", owner, query={"action": "conversation.files_removed"})[1]["entries"]
    assert {(entry["object"]["id"], entry["actor"]["role"]) for entry in entries} == {(ids["old"], "SYSTEM")}
    _, answer = call("tenant_visitors_export", owner, id=person.id)
    detail = {"type": "visitor.export_requested", "tenantId": owner.tenant_id, "visitorId": person.id}
    assert consume("on_event_export", detail | {"exportId": answer["export"]["id"]}) == {"batchItemFailures": []}


def _files(owner: Any, conversation_id: str) -> list[tuple[str, bool]]:
    """The names of a conversation's files, and whether each is still there."""
    _, answer = call("tenant_messages_list", owner, id=conversation_id)
    files = [file for one in answer["messages"] for file in one["attachments"]]
    assert all((file["url"] is None) == (file["removedAt"] is not None) for file in files)
    kept = {key.rpartition("/")[2].partition("-")[0] for key in s3.keys_under(f"{owner.tenant_id}/")}
    assert all((file["id"] in kept) == (file["url"] is not None) for file in files)
    return [(file["fileName"], file["url"] is not None) for file in files]
