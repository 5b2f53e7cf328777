"""A workspace's owner deletes it: confirmed, told to everybody, undone, and after some days done in steps."""

import json
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends

from connextlive.aws import clients, s3
from connextlive.chat import conversation, message, upkeep
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.uploads import UploadedFile
from connextlive.events.domain import Change, of_change
from connextlive.identity import erasure, passwords, positions, user
from connextlive.identity import workspace as workspaces
from connextlive.table import orm
from tests.support.builders import (
    PDF,
    Changes,
    Clock,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    consume,
    project,
)
from tests.unit.identity.test_second_factor import set_up, shown

PASSWORD = "correct horse 1"
HASH = passwords.hash_of(PASSWORD)
DAY = 24 * 3600
NOTHING: dict[str, list[str]] = {"items": [], "indexes": [], "files": []}


@pytest.fixture
def owner(bucket: Any, clock: Clock) -> Caller:
    made = a_tenant()
    user.update(made.tenant_id, made.id, {"password_hash": HASH})
    return made


def requested(owner: Caller) -> str:
    """When the workspace is deleted, of which the owner has asked for that."""
    status, answer = call("tenant_workspace_delete", owner, {"password": PASSWORD})
    assert status == 200, answer
    return str(answer["workspace"]["deletion"]["dueAt"])


def events_of(changes: Changes) -> list[Json]:
    """What the bus is told of a workspace's deletion since the last time."""
    events = [event for record in changes.new() for event in of_change(Change.of(record))]
    return [{"type": event.type} | event.detail for event in events if event.type.startswith("workspace.deletion")]


def kept_of(owner: Caller) -> dict[str, list[str]]:
    """Every item, entry of an index, and file that has the workspace's ID anywhere."""
    table = dynamodb_backends[DEFAULT_ACCOUNT_ID][clients.region()].tables[orm.TABLE]
    found = [item for partition in table.items.values() for item in partition.values()]
    items = [one for one in found if owner.tenant_id in json.dumps(one.to_json())]
    listed: list[str] = []
    for index in table.global_indexes:
        request = {"TableName": orm.TABLE, "IndexName": index.name}
        listed += [json.dumps(one) for one in orm.connection().dispatch("Scan", request)["Items"]]
    files = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[s3.BUCKET].keys
    return {
        "items": sorted(f"{one.hash_key.value} / {one.range_key.value}" for one in items),
        "indexes": [one for one in listed if owner.tenant_id in one],
        "files": [key for key in files if owner.tenant_id in key],
    }


def test_the_owner_confirms_it_by_their_password(owner: Caller, clock: Clock) -> None:
    wrong = call("tenant_workspace_delete", owner, {"password": "guessed"})
    errors = {"errors": [{"field": "password", "message": "The password is wrong"}]}
    assert wrong == an_error(400, "Validation failed", errors)
    assert requested(owner) == "2027-01-29T08:00:00.000Z"
    clock.advance(DAY)
    assert requested(owner) == "2027-01-29T08:00:00.000Z"  # the same again changes nothing


def test_the_owner_confirms_it_by_their_second_factor_as_well(owner: Caller, clock: Clock) -> None:
    secret, _ = set_up(owner)
    missing = {"errors": [{"field": "code", "message": "Enter the code of your authenticator app"}]}
    assert call("tenant_workspace_delete", owner, {"password": PASSWORD}) == an_error(400, "Validation failed", missing)
    clock.advance(30)
    given = {"password": PASSWORD, "code": shown(secret)}
    status, answer = call("tenant_workspace_delete", owner, given)
    assert (status, answer["workspace"]["deletion"]["requestedBy"]) == (200, owner.id)
    assert call("auth_second_factor_turn_off", owner, given)[1]["data"] == {"code": "SECOND_FACTOR_INVALID"}


def test_admins_undo_it_and_do_not_ask_for_it(owner: Caller) -> None:
    admin = an_agent(owner, password_hash=HASH)
    positions.update(owner, admin.id, {"position": "ADMIN"})
    admin = admin._replace(role="CUSTOMER")
    refused = an_error(403, "Only the owner can do this", {"code": "OWNER_ONLY"})
    assert call("tenant_workspace_delete", admin, {"password": PASSWORD}) == refused
    requested(owner)
    status, answer = call("tenant_workspace_keep", admin)
    assert (status, answer["workspace"]["deletion"]) == (200, None)


def test_the_audit_log_has_who_asked_and_who_undid_it(owner: Caller, changes: Changes, clock: Clock) -> None:
    requested(owner)
    project(changes.new())
    clock.advance(1)
    call("tenant_workspace_keep", owner)
    project(changes.new())
    entries = call("tenant_audit_log_list", owner, query={"action": "workspace"})[1]["entries"]
    told = [(entry["action"], entry["actor"]["id"], entry["changes"]) for entry in entries]
    assert told == [
        ("workspace.deletion_undone", owner.id, ["deletion"]),
        ("workspace.deletion_requested", owner.id, ["deletion"]),
    ]


def test_everybody_is_told_and_told_again_when_it_is_undone(owner: Caller, changes: Changes, mailbox: Any) -> None:
    anna, gone = an_agent(owner), an_agent(owner)
    user.update(owner.tenant_id, gone.id, {"status": "INACTIVE"})
    requested(owner)
    (event,) = events_of(changes)
    for _ in range(2):  # each gets one mail
        assert consume("on_event_account_mail", event) == {"batchItemFailures": []}
    to = {user.load(owner.tenant_id, one.id).email for one in (owner, anna)}
    assert {one.destinations["ToAddresses"][0] for one in mailbox.sent_messages} == to
    assert len(mailbox.sent_messages) == 2
    call("tenant_workspace_keep", owner)
    (event,) = events_of(changes)
    consume("on_event_account_mail", event)
    assert len(mailbox.sent_messages) == 4


def test_agents_see_when_their_workspace_is_deleted(owner: Caller) -> None:
    anna = an_agent(owner)
    assert call("agent_profile_get", anna)[1]["profile"]["tenant"]["deletionDueAt"] is None
    due_at = requested(owner)
    assert call("agent_profile_get", anna)[1]["profile"]["tenant"]["deletionDueAt"] == due_at


def test_what_is_on_legal_hold_keeps_its_workspace(owner: Caller, clock: Clock) -> None:
    held = a_conversation(owner, "CLOSED")
    conversation.hold(owner.tenant_id, held, on_hold=True)
    refused = an_error(400, "Something in this workspace is on legal hold", {"code": "ON_HOLD"})
    assert call("tenant_workspace_delete", owner, {"password": PASSWORD}) == refused
    conversation.hold(owner.tenant_id, held, on_hold=False)
    requested(owner)
    conversation.hold(owner.tenant_id, held, on_hold=True)
    clock.advance(15 * DAY)
    upkeep.run(1e12)
    assert call("tenant_conversations_get", owner, id=held)[0] == 200


@pytest.fixture
def going(owner: Caller, changes: Changes, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """A workspace that has something of everything, and one that stays beside it."""
    monkeypatch.setattr(erasure, "SEGMENTS", 1)  # moto has no others
    anna = an_agent(owner)
    held = a_conversation(owner, "ACTIVE", anna, by=a_visitor(owner, user_name="Zacharias"))
    message.send_as_agent(owner.tenant_id, held, anna.id, Draft("Attached", [UploadedFile("a.pdf", PDF)]))
    settings = {"retention": {"fileDays": 900}}
    assert call("tenant_workspace_update", owner, {"settings": settings})[0] == 200
    requested(owner)
    project(changes.new())
    return owner


def as_time_passes(clock: Clock, changes: Changes, monkeypatch: pytest.MonkeyPatch) -> None:
    """While upkeep waits, the consumer counts the deletions."""

    def sleep(seconds: float) -> None:
        clock.advance(seconds)
        project(changes.new())

    monkeypatch.setattr("time.sleep", sleep)


def test_nothing_is_deleted_before_its_time(going: Caller, clock: Clock) -> None:
    before = kept_of(going)
    clock.advance(14 * DAY - 1)
    upkeep.run(1e12)
    assert kept_of(going) == before
    assert (len(before["items"]) > 20, len(before["files"]), bool(before["indexes"])) == (True, 1, True)


def test_nothing_is_left_after_it(
    going: Caller, clock: Clock, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = a_tenant()
    a_conversation(other, "CLOSED")
    as_time_passes(clock, changes, monkeypatch)
    email = user.load(going.tenant_id, going.id).email
    clock.advance(14 * DAY)
    upkeep.run(1e12)
    assert kept_of(going) == NOTHING
    assert workspaces.find(other.tenant_id) is not None
    assert user.by_email(email) is None


def test_a_step_that_is_interrupted_goes_on_in_the_next_hour(
    going: Caller, clock: Clock, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_time_passes(clock, changes, monkeypatch)
    clock.advance(14 * DAY)
    dispatch = orm.connection().dispatch

    def in_small_pages(operation: str, request: Json) -> Any:
        return dispatch(operation, request | {"Limit": 9} if operation == "Scan" else request)

    monkeypatch.setattr(orm.connection(), "dispatch", in_small_pages)
    left = []
    for _ in range(60):
        upkeep.run(0)
        project(changes.new())
        left.append(len(kept_of(going)["items"]))
    assert (left[0] > left[1] > left[-1], kept_of(going)) == (True, NOTHING)


def test_it_cannot_be_undone_once_it_has_begun(
    going: Caller, clock: Clock, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.advance(14 * DAY)

    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(erasure, "lock_out", dies)
        with pytest.raises(KeyboardInterrupt):
            upkeep.run(1e12)
    refused = an_error(400, "The workspace is being deleted already", {"code": "DELETION_BEGUN"})
    assert call("tenant_workspace_keep", going) == refused
    as_time_passes(clock, changes, monkeypatch)
    upkeep.run(1e12)
    assert kept_of(going) == NOTHING
