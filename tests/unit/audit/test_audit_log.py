"""The audit log: which actions it has, what an entry says, and how it is read."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from connextlive.audit import log
from connextlive.identity import passwords
from connextlive.table import codec, items, orm, writes
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_conversation,
    a_key,
    a_tenant,
    a_visitor,
    an_agent,
    call,
    everything_under,
    invoke,
    project,
)
from tests.support.builders import a_request as request_of
from tools.generate.operations import functions, operations_of

# Actions of every day, which would bury the others: by whom and when is in the conversation, visitor or reply itself.
EVERYDAY = {
    "auth_identity_begin",  # which links nothing
    "auth_sign_in_begin",  # which signs nobody in
    "auth_second_factor_begin",  # which turns nothing on
    "auth_forgot_password",  # by somebody unknown
    "tenant_canned_replies_create",
    "tenant_canned_replies_delete",
    "tenant_canned_replies_update",
    "tenant_canned_replies_upload",
    "tenant_conversations_assign",
    "tenant_attributes_set",
    "tenant_conversations_bulk",
    "tenant_conversations_mark_read",
    "tenant_conversations_resolve",
    "tenant_conversations_set_status",
    "tenant_conversations_snooze",
    "tenant_conversations_summarize",
    "tenant_conversations_undo",
    "tenant_labels_create",
    "tenant_labels_delete",
    "tenant_labels_set",
    "tenant_labels_update",
    "tenant_views_create",
    "tenant_messages_send",
    "tenant_views_delete",
    "tenant_views_update",
    "tenant_resolutions_review",
    "tenant_visitors_update",
    "tenant_webhooks_test",
    "tenant_workspace_confirm",
}
ADDRESS = "203.0.113.7"
A_TOKEN = {"name": "CRM", "scopes": ["tenant:read"]}
A_WEBHOOK = {"url": "https://hooks.example.com/a-secret-path", "events": ["*"]}


def _entries(of: Any, **query: str) -> list[Json]:
    status, answer = call("tenant_audit_log_list", of, query=query)
    assert status == 200, answer
    entries: list[Json] = answer["entries"]
    return entries


def _done(function: str, by: Any, body: Any = None, **path: str) -> Json:
    event = request_of(function, by, body, query=None, headers=None, **path)
    event["requestContext"]["identity"]["sourceIp"] = ADDRESS
    answer = invoke(function, event)
    assert answer["statusCode"] == 200, answer
    found: Json = json.loads(answer["body"])
    return found


def test_every_action_of_an_owner_is_audited_or_of_every_day() -> None:
    undeclared = {
        name
        for name in (function.folder.name for function in functions())
        if name.startswith(("tenant_", "auth_"))
        for operation in operations_of(name)
        if operation.method != "GET" and operation.endpoint.audit is None
    }
    assert undeclared == EVERYDAY


def test_an_entry_says_who_did_what_to_what_when_and_from_where(changes: Changes) -> None:
    owner = a_tenant()
    changes.new()
    webhook = _done("tenant_webhooks_create", owner, A_WEBHOOK)["webhook"]
    project(changes.new())
    (entry,) = _entries(owner)
    assert entry == {
        "id": entry["id"],
        "at": entry["at"],
        "action": "webhook.created",
        "actor": {"id": owner.id, "role": "CUSTOMER", "name": "Olga Owner"},
        "object": {"kind": "webhook", "id": webhook["id"], "name": "hooks.example.com"},
        "changes": [],
        "address": ADDRESS,
    }
    assert entry["id"].startswith("aud_")
    assert entry["at"] <= webhook["createdAt"]


def test_a_change_names_the_fields_and_not_their_values(changes: Changes) -> None:
    owner = a_tenant()
    changes.new()
    _done("tenant_workspace_update", owner, {"name": "Acme 2", "settings": {"widget": {"color": "#000"}}})
    project(changes.new())
    (entry,) = _entries(owner)
    assert (entry["action"], entry["changes"]) == ("workspace.updated", ["name", "settings.widget.color"])


type Do = Callable[[Any], Any]


def _with_webhook(function: str, body: Any = None) -> Do:
    def do(owner: Any) -> Any:
        webhook = _done("tenant_webhooks_create", owner, A_WEBHOOK)["webhook"]
        return _done(function, owner, body, id=webhook["id"])

    return do


def _invited(owner: Any) -> Json:
    invitation: Json = _done("tenant_agents_invite", owner, {"name": "Bob", "email": "bob@example.com"})["invitation"]
    return invitation


def _with_token(owner: Any) -> str:
    token_id: str = _done("tenant_tokens_create", owner, A_TOKEN)["token"]["id"]
    return token_id


def _with_team(owner: Any) -> str:
    team_id: str = _done("tenant_teams_create", owner, {"name": "Billing"})["team"]["id"]
    return team_id


def _blocked(owner: Any) -> str:
    made = _done("tenant_blocks_create", owner, {"visitorId": a_visitor(owner).id})
    block_id: str = made["block"]["id"]
    return block_id


def _merged(owner: Any) -> str:
    key, _ = a_key(owner)
    one = a_visitor(owner, key)
    _done("tenant_visitors_merge", owner, {"intoVisitorId": a_visitor(owner, key).id}, id=one.id)
    return one.id


DONE: dict[str, Do] = {
    "webhook.updated": _with_webhook("tenant_webhooks_update", {"description": "CRM"}),
    "webhook.deleted": _with_webhook("tenant_webhooks_delete"),
    "webhook.secret_rotated": _with_webhook("tenant_webhooks_rotate_secret"),
    "api_key.created": lambda owner: _done("tenant_api_keys_create", owner, {"name": "Shop"}),
    "api_key.deleted": lambda owner: _done("tenant_api_keys_delete", owner, id=a_key(owner)[0].id),
    "api_token.created": lambda owner: _done("tenant_tokens_create", owner, A_TOKEN),
    "api_token.deleted": lambda owner: _done("tenant_tokens_delete", owner, id=_with_token(owner)),
    "block.created": lambda owner: _done("tenant_blocks_create", owner, {"visitorId": a_visitor(owner).id}),
    "block.deleted": lambda owner: _done("tenant_blocks_delete", owner, id=_blocked(owner)),
    "block.set": lambda owner: _done("agent_visitors_block", owner, {"isBlocked": True}, id=a_visitor(owner).id),
    "site.updated": lambda owner: _done("tenant_sites_update", owner, {"name": "Blog"}, id=a_key(owner)[0].site_id),
    "site.secret_rotated": lambda owner: _done("tenant_sites_rotate_secret", owner, id=a_key(owner)[0].site_id),
    "invitation.created": _invited,
    "invitation.withdrawn": lambda owner: _done("tenant_invitations_delete", owner, id=_invited(owner)["id"]),
    "user.updated": lambda owner: _done("tenant_agents_update", owner, {"name": "Ann"}, id=an_agent(owner).id),
    "user.removed": lambda owner: _done("tenant_agents_remove", owner, id=an_agent(owner).id),
    "team.created": lambda owner: _done("tenant_teams_create", owner, {"name": "Billing"}),
    "team.updated": lambda owner: _done("tenant_teams_update", owner, {"name": "Money"}, id=_with_team(owner)),
    "team.deleted": lambda owner: _done("tenant_teams_delete", owner, id=_with_team(owner)),
    "topics.updated": lambda owner: _done("tenant_topics_update", owner, {"topics": []}),
    "report_schedule.updated": lambda owner: _done(
        "tenant_report_schedule_update", owner, {"weekly": True, "recipients": ["boss@example.com"]}
    ),
    "report.requested": lambda owner: _done("tenant_reports_create", owner, {"period": "week"}),
    "conversation.deleted": lambda owner: _done("tenant_conversations_delete", owner, id=a_conversation(owner)),
    "visitor.merged": _merged,
    "visitor.unmerged": lambda owner: _done("tenant_visitors_unmerge", owner, id=_merged(owner)),
    "visitor.deleted": lambda owner: _done("tenant_visitors_delete", owner, id=a_visitor(owner).id),
}


@pytest.mark.usefixtures("bucket")
def test_a_team_that_is_set_again_has_no_second_entry(changes: Changes) -> None:
    owner = a_tenant()
    team_id = _with_team(owner)
    for _ in range(2):
        _done("tenant_teams_update", owner, {"name": "Money"}, id=team_id)
    project(changes.new())
    entries = log.page(owner.tenant_id, log.Wanted(object_id=team_id), 10, None)[0]
    assert [entry["action"] for entry in entries] == ["team.updated", "team.created"]


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("action", DONE)
def test_an_action_has_one_entry_whatever_the_stream_repeats(changes: Changes, action: str) -> None:
    owner = a_tenant()
    changes.new()
    DONE[action](owner)
    records = changes.new()
    project(records)
    project(records)
    (entry,) = _entries(owner, action=action)
    assert entry["actor"]["id"] == owner.id
    assert entry["object"]["kind"] == action.partition(".")[0]


def test_logins_and_sign_ups_have_their_user_as_the_actor(changes: Changes) -> None:
    password = "correct horse 1"
    given = {"companyName": "Acme", "name": "Olga", "email": "olga@example.com", "password": password}
    user = _done("auth_register", None, given)["user"]
    _done("auth_login", None, {"email": "olga@example.com", "password": password})
    project(changes.new())
    owner = a_tenant()._replace(tenant_id=user["tenantId"], id=user["id"])
    found = [(entry["action"], entry["actor"]["id"], entry["object"]["id"]) for entry in _entries(owner)]
    assert found == [("user.logged_in", user["id"], user["id"]), ("user.signed_up", user["id"], user["id"])]


def test_what_is_refused_or_changed_by_nobody_has_no_entry(changes: Changes, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = a_tenant()
    monkeypatch.setattr(passwords, "matches", lambda *_: False)
    call("auth_login", None, {"email": "nobody@example.com", "password": "wrong wrong"})
    call("tenant_webhooks_delete", owner, id="whk_01HX0000000000000000000000")
    call("tenant_webhooks_create", owner, {"url": "no url", "events": []})
    an_agent(owner)
    project(changes.new())
    assert _entries(owner) == []


def test_failed_logins_are_in_it_but_no_more_than_the_first_and_the_last_of_a_quarter_of_an_hour(
    cloud: None, clock: Clock
) -> None:
    owner = a_tenant(email="olga@example.com")
    given = {"email": "olga@example.com", "password": "wrong wrong"}

    def fail(times: int) -> list[int]:
        event = request_of("auth_login", None, given)
        event["requestContext"]["identity"]["sourceIp"] = ADDRESS
        statuses = []
        for _ in range(times):
            clock.advance(1)
            statuses.append(invoke("auth_login", event)["statusCode"])
        return statuses

    assert fail(14) == [401] * 10 + [429] * 4
    locked, failed = _entries(owner)
    assert (locked["action"], failed["action"]) == ("user.locked_out", "user.login_failed")
    for entry in (locked, failed):
        assert entry["actor"] == {"id": None, "role": None, "name": None}
        assert entry["object"] == {"kind": "user", "id": owner.id, "name": "Olga Owner"}
        assert entry["address"] == ADDRESS
    clock.advance(15 * 60 + 1)
    assert fail(2) == [401] * 2
    assert [entry["action"] for entry in _entries(owner)][:2] == ["user.login_failed", "user.locked_out"]


def test_a_failed_login_of_nobody_writes_as_much_as_one_of_somebody(
    cloud: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the response time does not tell who has an account."""
    a_tenant(email="olga@example.com")
    calls: list[str] = []
    dispatch = type(orm.connection()).dispatch

    def counted(self: Any, operation: str, request: Any) -> Any:
        calls.append(operation)
        return dispatch(self, operation, request)

    monkeypatch.setattr(type(orm.connection()), "dispatch", counted)
    monkeypatch.setattr(passwords, "matches", lambda *_: False)
    for email in ("olga@example.com", "nobody@example.com"):
        written = []
        for _ in range(11):
            calls.clear()
            call("auth_login", None, {"email": email, "password": "wrong wrong"})
            written.append(calls.count("PutItem"))
        assert written == [1, *[0] * 8, 1, 0], email


@pytest.fixture
def busy(cloud: None, clock: Clock) -> Any:
    """A workspace of which one webhook was changed every minute of an hour, by two people in turn."""
    owner = a_tenant()
    entries = []
    for minute in range(60):
        act = {"id": f"aud_{minute:026}", "at": f"2027-01-15T07:{minute:02}:00.000Z", "action": "webhook.updated"}
        act |= {"address": ADDRESS, "actor_id": f"usr_{minute % 2}", "actor_role": "CUSTOMER", "actor_name": "=Olga"}
        entries.append(log._entry(owner.tenant_id, act, f"whk_{minute % 3}", None, ["url"]))
    writes.write_all([{"PutRequest": {"Item": codec.typed(entry)}} for entry in entries])
    return owner


FILTERS: list[tuple[Json, int]] = [
    ({}, 60),
    ({"actor": "usr_1"}, 30),
    ({"object": "whk_2"}, 20),
    ({"actor": "usr_1", "object": "whk_2"}, 10),
    ({"action": "webhook"}, 60),
    ({"action": "webhook.updated"}, 60),
    ({"action": "webhook.deleted"}, 0),
    ({"from": "2027-01-15T07:30:00Z"}, 30),
    ({"to": "2027-01-15T08:30:00+01:00"}, 30),
    ({"to": "2020-01-01T00:00:00Z"}, 0),
    ({"from": "2027-01-15T07:10:00Z", "to": "2027-01-15T07:20:00Z"}, 10),
]


def test_filters_and_pages_find_each_entry_once(busy: Any) -> None:
    for query, number in FILTERS:
        found: list[str] = []
        cursor: Json = {}
        while True:
            status, answer = call(
                "tenant_audit_log_list",
                busy,
                query={**query, "action": query.get("action", "webhook"), "limit": "17", **cursor},
            )
            assert status == 200, answer
            found += [entry["at"] for entry in answer["entries"]]
            if not answer["pagination"]["hasMore"]:
                break
            cursor = {"cursor": answer["pagination"]["nextCursor"]}
        assert found == sorted(set(found), reverse=True)
        assert len(found) == number, query
        table = _exported(busy, query)
        # Exports of the log, which are in the log, are of now.
        assert [row["at"] for row in table if row["action"] == "webhook.updated"] == found
        assert {row["actor_name"] for row in table} <= {"'=Olga", "Olga Owner"}


def test_a_page_without_a_filter_reads_what_it_shows(busy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    query = items.query

    def counted(*args: Any, **named: Any) -> list[Any]:
        found = query(*args, **named)
        read.append(len(found))
        return found

    everything = [entry["id"] for entry in _entries(busy, limit="200")]
    monkeypatch.setattr(items, "query", counted)
    found: list[str] = []
    cursor: Json = {}
    while True:
        status, answer = call("tenant_audit_log_list", busy, query={"limit": "7", **cursor})
        assert status == 200
        found += [entry["id"] for entry in answer["entries"]]
        if not answer["pagination"]["hasMore"]:
            break
        cursor = {"cursor": answer["pagination"]["nextCursor"]}
    assert found == everything
    assert max(read) == 9  # and whether there is more


def _exported(by: Any, query: Json) -> list[dict[str, str]]:
    answer = invoke("tenant_audit_log_export", request_of("tenant_audit_log_export", by, query=query))
    assert answer["headers"]["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer["body"].removeprefix("\ufeff"))))


def test_an_export_of_the_log_is_in_the_log(busy: Any) -> None:
    _exported(busy, {"to": "2027-01-01T00:00:00Z"})
    assert _entries(busy)[0]["action"] == "audit_log.exported"


def test_entries_end_after_a_year(busy: Any, clock: Clock) -> None:
    keys = everything_under(f"{busy.tenant_id}#audit")
    stored = orm.connection().dispatch(
        "GetItem",
        {"TableName": orm.TABLE, "Key": {"pk": {"S": f"{busy.tenant_id}#audit"}, "sk": {"S": keys[0]}}},
    )["Item"]
    assert int(stored["expires_at"]["N"]) == 1_800_000_000 - 3600 + 365 * 24 * 3600
    clock.advance(366 * 24 * 3600)
    assert _entries(busy) == []
