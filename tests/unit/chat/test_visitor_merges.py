"""Two visitors who are one person become one, and within a day two again."""

import json
import time
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from connextlive import counters
from connextlive.aws import s3
from connextlive.chat import (
    conversation,
    mailed_code,
    message,
    principal,
    reply_address,
    session,
    timers,
    visitor,
    visitor_merge,
)
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.errors import Unauthorized
from connextlive.core.ids import timestamp
from connextlive.core.merges import UNDOABLE
from connextlive.realtime import connection, sockets
from local.sources.filters import record_filter
from tests.support.builders import (
    RESOURCES,
    Changes,
    Clock,
    Json,
    a_conversation,
    a_key,
    a_tenant,
    a_visitor,
    an_error,
    call,
    consume,
    deliver,
    everything,
    project,
)
from tools.operate.audit import Audit

MERGED = an_error(400, "This visitor was merged into another one", {"code": "VISITOR_MERGED"})


class Desk:
    """A workspace with Vera, and with who may be Vera, too, on one site."""

    def __init__(self, changes: Changes, clock: Clock) -> None:
        self.changes, self.clock = changes, clock
        self.owner = a_tenant()
        self.key, self.plain_key = a_key(self.owner)
        self.vera = self.comes("Vera", user_email="vera@example.com")
        self.other = self.comes("", user_phone="+49 30 1234567")

    def comes(self, name: str, **facts: str) -> Caller:
        return a_visitor(self.owner, self.key, user_name=name, **facts)

    def writes(self, by: Caller, says: str) -> str:
        self.clock.advance(1)
        return a_conversation(self.owner, by=by, says=says)

    def merges(self, one: Caller, into: Caller) -> tuple[int, Json]:
        return call("tenant_visitors_merge", self.owner, {"intoVisitorId": into.id}, id=one.id)

    def unmerges(self, one: Caller) -> tuple[int, Json]:
        return call("tenant_visitors_unmerge", self.owner, id=one.id)

    def sees(self, one: Caller) -> Json:
        found: Json = call("tenant_visitors_get", self.owner, id=one.id)[1]["visitor"]
        return found

    def whose(self, conversation_id: str) -> tuple[str, str | None]:
        """The visitor of a conversation, and what they are called in it."""
        found = conversation.read(self.owner.tenant_id, conversation_id)
        return found["visitor_id"], found["visitor"].get("user_name")

    def settles(self) -> list[str]:
        """What follows from all changes; and the types of the events that were published."""
        records = self.changes.new()
        project(records)
        return [event.type for record in records for event in _events(record)]

    def counts(self) -> Json:
        self.settles()
        return self.counted()

    def counted(self) -> Json:
        found = counters.read(self.owner.tenant_id, counters.WORKSPACE)[0]
        return {name: number for name, number in found.items() if number}

    def audited(self) -> list[str]:
        """What `make audit` finds."""
        self.settles()
        self.clock.advance(3600)
        return [finding.what for finding in Audit().findings() if "index" not in finding.what]


def _events(record: Json) -> Any:
    from connextlive.events.domain import Change, of_change

    return of_change(Change.of(record))


@pytest.fixture
def desk(changes: Changes, bucket: object, clock: Clock) -> Desk:
    return Desk(changes, clock)


def token_of(desk: Desk, by: Caller) -> str:
    return session.token_of(visitor.load_any(desk.owner.tenant_id, by.id))[0]


def opens(desk: Desk, **body: Any) -> Json:
    """A widget opens a session; the clock moves on, so that no two tokens are the same."""
    desk.clock.advance(1)
    headers = {"X-API-Key": desk.plain_key}
    status, answer = call(
        "widget_sessions_create", None, {"currentUrl": "https://shop.example", **body}, headers=headers
    )
    assert status == 200, answer
    return answer


# ── Merging ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_other_one_has_the_conversations_of_both(desk: Desk) -> None:
    hers, others = desk.writes(desk.vera, "Hello"), desk.writes(desk.other, "It's me again")
    status, answer = desk.merges(desk.other, desk.vera)
    assert (status, answer["visitor"]["id"]) == (200, desk.vera.id)
    assert desk.whose(hers) == desk.whose(others) == (desk.vera.id, "Vera")
    assert visitor.load(desk.owner.tenant_id, desk.vera.id).conversation_ids == [others, hers]


def test_what_is_known_of_one_only_is_known_of_both(desk: Desk) -> None:
    tagged = {"tags": ["vip"], "notes": "Likes tea", "userEmail": "other@example.com"}
    call("tenant_visitors_update", desk.owner, tagged, id=desk.other.id)
    now = desk.merges(desk.other, desk.vera)[1]["visitor"]
    names = ("userName", "userEmail", "userPhone", "tags", "notes", "visitCount")
    assert [now[name] for name in names] == ["Vera", "vera@example.com", "+49 30 1234567", ["vip"], "Likes tea", 2]


def test_who_was_merged_says_so_and_until_when_it_can_be_undone(desk: Desk) -> None:
    now = desk.merges(desk.other, desk.vera)[1]["visitor"]
    told = {"visitorId": desk.other.id, "mergedAt": "2027-01-15T08:00:00.000Z"}
    assert now["merged"] == [told | {"undoableUntil": "2027-01-16T08:00:00.000Z"}]
    assert (now["mergedInto"], desk.sees(desk.other)["mergedInto"]) == (None, desk.vera.id)
    desk.clock.advance(UNDOABLE)
    assert desk.sees(desk.vera)["merged"] == [told | {"undoableUntil": None}]


def test_there_is_one_visitor_less_in_lists_counters_and_searches(desk: Desk) -> None:
    desk.writes(desk.other, "Hello")
    before = desk.counts()
    desk.merges(desk.other, desk.vera)
    assert desk.counts() == before | {"visitors": before["visitors"] - 1, "returning": 1}
    for query in ({}, {"isOnline": "true"}, {"search": "30 1234567"}, {"search": "Vera"}):
        listed = call("tenant_visitors_list", desk.owner, query=query)[1]
        assert ([one["id"] for one in listed["visitors"]], listed["pagination"]["total"]) == ([desk.vera.id], 1), query


def test_messages_are_found_under_the_name_of_who_remains(desk: Desk) -> None:
    others = desk.writes(desk.other, "Where is my xylophone?")
    desk.settles()
    desk.merges(desk.other, desk.vera)
    desk.settles()
    for text in ("xylophone", "Vera", desk.vera.id):
        found = call("tenant_conversations_list", desk.owner, query={"search": text})[1]["conversations"]
        assert [(one["id"], one["visitor"]["userName"]) for one in found] == [(others, "Vera")], text
    assert call("tenant_conversations_list", desk.owner, query={"search": desk.other.id})[1]["conversations"] == []


def test_the_two_go_on_in_the_conversation_that_is_open(desk: Desk) -> None:
    opened = desk.writes(desk.vera, "Hello")
    closed = desk.writes(desk.other, "Bye")
    call("tenant_conversations_resolve", desk.owner, id=closed)
    desk.merges(desk.other, desk.vera)
    said = call("widget_messages_send", desk.vera, {"content": "Still there?"})[1]
    assert said["conversation"]["id"] == opened


def test_again_it_changes_nothing(desk: Desk) -> None:
    desk.writes(desk.other, "Hello")
    first = desk.merges(desk.other, desk.vera)
    before = everything()
    assert desk.merges(desk.other, desk.vera) == first
    assert everything() == before


def test_there_are_events_and_an_entry_in_the_audit_log(desk: Desk) -> None:
    desk.settles()
    desk.merges(desk.other, desk.vera)
    assert desk.settles() == ["visitor.merged"]
    desk.clock.advance(1)
    desk.unmerges(desk.other)
    assert desk.settles() == ["visitor.unmerged"]
    log = call("tenant_audit_log_list", desk.owner)[1]["entries"]
    assert [(one["action"], one["object"]["id"]) for one in log[:2]] == [
        ("visitor.unmerged", desk.other.id),
        ("visitor.merged", desk.other.id),
    ]


def test_the_team_is_told_and_the_widgets_connect_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    told: list[Json] = []
    for person, connection_id in ((desk.owner, "owner"), (desk.other, "other"), (desk.vera, "vera")):
        connection.opened(person, connection_id)
    monkeypatch.setattr(sockets, "close", lambda listeners: closed.extend(one.id for one in listeners))

    def deliver_frames(frames: Any) -> None:
        told.extend(
            json.loads(one) for listener, some in frames.items() if listener.person_id == desk.owner.id for one in some
        )

    monkeypatch.setattr(sockets, "deliver", deliver_frames)
    declared = RESOURCES["OnTableChangeNotifyFunction"]["Properties"]["Events"]["Stream"]["Properties"]
    passes = record_filter(declared["FilterCriteria"])
    desk.changes.new()
    desk.merges(desk.other, desk.vera)
    deliver("on_table_change_notify", filter(passes, desk.changes.new()))
    assert closed == ["other"]
    desk.unmerges(desk.other)
    deliver("on_table_change_notify", filter(passes, desk.changes.new()))
    assert closed == ["other", "vera"]
    ids = {"visitorId": desk.other.id}
    assert [(one["type"], one["data"]) for one in told if one["type"].startswith("visitor.")] == [
        ("visitor.merged", ids | {"intoVisitorId": desk.vera.id}),
        ("visitor.unmerged", ids | {"fromVisitorId": desk.vera.id}),
    ]


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_merged_into_themselves(desk: Desk) -> None:
    same = an_error(400, "A visitor cannot be merged into themselves", {"code": "SAME_VISITOR"})
    assert desk.merges(desk.vera, desk.vera) == same


def test_nobody_is_merged_twice_nor_in_a_circle(desk: Desk) -> None:
    third = desk.comes("Third")
    desk.merges(desk.other, desk.vera)
    assert desk.merges(desk.other, third) == MERGED
    assert desk.merges(desk.vera, desk.other) == MERGED


def test_whoever_is_gone_or_another_workspaces_is_not_found(desk: Desk) -> None:
    never = an_error(404, "Visitor not found")
    theirs = a_visitor(a_tenant())
    call("tenant_visitors_delete", desk.owner, id=desk.other.id)
    for one in (desk.other, theirs):
        assert desk.merges(one, desk.vera) == desk.merges(desk.vera, one) == never
        assert desk.unmerges(one) == never


def test_visitors_of_two_sites_are_two(desk: Desk) -> None:
    refused = an_error(400, "Visitors of two sites cannot be merged", {"code": "TWO_SITES"})
    assert desk.merges(a_visitor(desk.owner), desk.vera) == refused


def test_whoever_is_blocked_stays_so(desk: Desk) -> None:
    call("tenant_blocks_create", desk.owner, {"visitorId": desk.other.id})
    words = "End the block of this visitor first, or the request for one"
    assert desk.merges(desk.other, desk.vera) == an_error(400, words, {"code": "VISITOR_BLOCKED"})


def test_whoever_was_merged_is_not_changed(desk: Desk) -> None:
    desk.merges(desk.other, desk.vera)
    for function, body in (
        ("tenant_visitors_update", {"notes": "Hm"}),
        ("tenant_visitors_hold", {"onHold": True}),
        ("tenant_visitors_delete", None),
        ("tenant_visitors_export", None),
    ):
        assert call(function, desk.owner, body, id=desk.other.id) == MERGED, function
    assert call("tenant_blocks_create", desk.owner, {"visitorId": desk.other.id}) == MERGED


def test_of_two_merges_at_once_one_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each into the other: both read both before either is written."""
    real, meanwhile = visitor_merge._write, [desk.merges]

    def late(*args: Any) -> list[str]:
        if meanwhile:
            assert meanwhile.pop()(desk.vera, desk.other)[0] == 200
        return real(*args)

    monkeypatch.setattr(visitor_merge, "_write", late)
    assert desk.merges(desk.other, desk.vera) == MERGED
    assert (desk.sees(desk.vera)["mergedInto"], desk.sees(desk.other)["mergedInto"]) == (desk.other.id, None)


# ── Widgets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_on_its_way_is_refused_as_by_an_old_token(desk: Desk) -> None:
    """The gateway remembers the visitor for half a minute; their widget then opens its session again."""
    desk.writes(desk.other, "Hello")
    desk.merges(desk.other, desk.vera)
    for function, body in (
        ("widget_messages_send", {"content": "And?"}),
        ("widget_messages_list", None),
        ("widget_heartbeat", {}),
    ):
        assert call(function, desk.other, body)[0] == 401, function


def test_their_widget_goes_on_as_who_remains(desk: Desk) -> None:
    hers = desk.writes(desk.vera, "Hello")
    before = token_of(desk, desk.other)
    desk.merges(desk.other, desk.vera)
    with pytest.raises(Unauthorized):
        principal.of_token(before)
    opened = opens(desk, visitorId=desk.other.id, visitorToken=before)
    assert (opened["visitor"]["id"], opened["conversation"]["id"]) == (desk.vera.id, hers)
    assert principal.of_token(opened["token"])[:3] == (desk.owner.tenant_id, desk.vera.id, "VISITOR")
    again = opens(desk, visitorId=desk.vera.id, visitorToken=opened["token"])
    assert again["visitor"]["id"] == desk.vera.id


def test_their_widget_is_theirs_again_when_it_is_undone(desk: Desk) -> None:
    desk.writes(desk.vera, "Hello")
    before = token_of(desk, desk.other)
    desk.merges(desk.other, desk.vera)
    opened = opens(desk, visitorId=desk.other.id, visitorToken=before)
    desk.unmerges(desk.other)
    with pytest.raises(Unauthorized):
        principal.of_token(opened["token"])
    own = opens(desk, visitorId=desk.vera.id, visitorToken=opened["token"])
    assert (own["visitor"]["id"], own["conversation"]) == (desk.other.id, None)


def _verified(desk: Desk, one: Caller, external_id: str) -> None:
    found = visitor.load(desk.owner.tenant_id, one.id)
    found.external_id = external_id
    visitor.save_visit(found, is_verified=True, facts={})


def test_devices_of_whom_the_site_does_not_vouch_for_begin_anew(desk: Desk) -> None:
    """Nobody reads what a user of the site wrote because somebody took them for that user."""
    desk.writes(desk.vera, "My order")
    _verified(desk, desk.vera, "user-1")
    call("tenant_visitors_update", desk.owner, {"userEmail": None}, id=desk.vera.id)
    call("tenant_visitors_update", desk.owner, {"userEmail": "other@example.com"}, id=desk.other.id)
    before = token_of(desk, desk.other)
    assert desk.merges(desk.other, desk.vera)[1]["visitor"]["userEmail"] is None
    with pytest.raises(Unauthorized):
        principal.of_token(before)
    opened = opens(desk, visitorId=desk.other.id, visitorToken=before)
    assert opened["visitor"]["id"] not in (desk.vera.id, desk.other.id)


def test_whom_the_site_vouches_for_remains(desk: Desk) -> None:
    _verified(desk, desk.vera, "user-1")
    words = "The site vouches for this visitor: merge the other one into them"
    assert desk.merges(desk.vera, desk.other) == an_error(400, words, {"code": "MERGE_THE_OTHER_WAY"})


def test_two_accounts_of_a_site_are_one_visitor(desk: Desk) -> None:
    _verified(desk, desk.vera, "user-1")
    _verified(desk, desk.other, "user-2")
    assert desk.merges(desk.other, desk.vera)[0] == 200
    found = visitor.find_identified(desk.owner.tenant_id, desk.key.site_id, "user-2")
    assert found is not None
    assert (found.id, found.external_id) == (desk.vera.id, "user-1")


def test_a_code_in_a_mail_from_before_opens_the_conversation_of_both(desk: Desk) -> None:
    hers = desk.writes(desk.other, "Hello")
    code = mailed_code.of(visitor.read(desk.owner.tenant_id, desk.other.id), timestamp())
    desk.merges(desk.other, desk.vera)
    opened = opens(desk, code=code)
    assert (opened["visitor"]["id"], opened["conversation"]["id"]) == (desk.vera.id, hers)
    again = opens(desk, code=code)
    assert again["visitor"]["id"] not in (desk.vera.id, desk.other.id)  # it opens one session


def test_a_mail_from_before_is_answered_by_who_remains(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOUND_MAIL_DOMAIN", "replies.example.com")
    hers = desk.writes(desk.other, "Hello")
    address = reply_address.of(visitor.read(desk.owner.tenant_id, desk.other.id), hers, timestamp())
    assert address is not None
    desk.merges(desk.other, desk.vera)
    known = reply_address.find(address)
    assert known is not None
    assert (known.visitor.id, known.conversation_id) == (desk.vera.id, hers)


def test_what_somebody_wrote_before_they_can_still_change(desk: Desk) -> None:
    hers = desk.writes(desk.other, "Helo")
    desk.merges(desk.other, desk.vera)
    said, _ = message.page(desk.owner.tenant_id, hers, 1)
    status, answer = call("widget_messages_update", desk.vera, {"content": "Hello"}, id=said[0]["id"])
    assert (status, answer["message"]["content"]) == (200, "Hello")


def test_a_block_of_who_remains_holds_for_both(desk: Desk) -> None:
    before = token_of(desk, desk.other)
    desk.merges(desk.other, desk.vera)
    call("tenant_blocks_create", desk.owner, {"visitorId": desk.vera.id})
    headers = {"X-API-Key": desk.plain_key}
    body = {"visitorId": desk.other.id, "visitorToken": before}
    assert call("widget_sessions_create", None, body, headers=headers)[0] == 403


# ── Undoing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


VOLATILE = {"version", "updated_at", "left_at", "listed", "list_state", "list_owner_state", "last_seen_at", "revision"}


def _state(desk: Desk) -> dict[tuple[str, str], Json]:
    """Everything of the visitors and conversations that is not otherwise each time."""
    kept = (one for one in everything() if one.get("kind") in ("visitor", "conversation", "counted"))
    return {
        (one["pk"], one["sk"]): {
            name: value for name, value in one.items() if name not in VOLATILE | {"merged", "unmerged_from", "news"}
        }
        for one in kept
    }


def test_an_undone_merge_leaves_everything_as_it_was(desk: Desk) -> None:
    desk.writes(desk.vera, "Hello")
    desk.writes(desk.other, "It's me again")
    call("tenant_visitors_update", desk.owner, {"tags": ["vip"]}, id=desk.other.id)
    before = desk.counts(), _state(desk)
    desk.merges(desk.other, desk.vera)
    desk.settles()
    status, answer = desk.unmerges(desk.other)
    assert (status, answer["visitor"]["id"], answer["visitor"]["mergedInto"]) == (200, desk.other.id, None)
    assert (desk.counts(), _state(desk)) == before
    listed = call("tenant_visitors_list", desk.owner)[1]["visitors"]
    assert {one["id"] for one in listed} == {desk.vera.id, desk.other.id}


def test_attributes_of_one_only_are_those_of_both_until_it_is_undone(desk: Desk) -> None:
    vera, other = (visitor.load(desk.owner.tenant_id, one.id) for one in (desk.vera, desk.other))
    vera.attributes, other.attributes = {"plan": "pro"}, {"plan": "free", "seats": 3}
    vera.save()
    other.save()
    desk.merges(desk.other, desk.vera)
    assert visitor.load(desk.owner.tenant_id, desk.vera.id).attributes == {"plan": "pro", "seats": 3}
    desk.unmerges(desk.other)
    assert visitor.load(desk.owner.tenant_id, desk.vera.id).attributes == {"plan": "pro"}
    assert visitor.load(desk.owner.tenant_id, desk.other.id).attributes == {"plan": "free", "seats": 3}


def test_undoing_counts_right_in_whatever_order_the_stream_tells_it(desk: Desk) -> None:
    before = desk.counts()
    desk.merges(desk.other, desk.vera)
    desk.unmerges(desk.other)
    project(reversed(desk.changes.new()))
    assert desk.counted() == before


def test_what_was_begun_since_stays_with_who_remained(desk: Desk) -> None:
    before = desk.writes(desk.other, "Hello")
    desk.merges(desk.other, desk.vera)
    call("tenant_conversations_delete", desk.owner, id=before)
    since = desk.writes(desk.vera, "Something else")
    desk.unmerges(desk.other)
    assert desk.whose(since) == (desk.vera.id, "Vera")
    assert call("widget_messages_list", desk.other)[1]["conversation"] is None


def test_what_was_changed_since_stays_as_it_is(desk: Desk) -> None:
    desk.merges(desk.other, desk.vera)
    call("tenant_visitors_update", desk.owner, {"userPhone": "+49 40 7654321"}, id=desk.vera.id)
    desk.unmerges(desk.other)
    assert desk.sees(desk.vera)["userPhone"] == "+49 40 7654321"


def test_after_a_day_it_cannot_be_undone(desk: Desk) -> None:
    desk.merges(desk.other, desk.vera)
    desk.clock.advance(UNDOABLE + 1)
    late = an_error(400, "Only what was merged in the last day can be undone", {"code": "TOO_LATE"})
    assert desk.unmerges(desk.other) == late


def test_undoing_again_changes_nothing(desk: Desk) -> None:
    desk.merges(desk.other, desk.vera)
    first = desk.unmerges(desk.other)
    before = everything()
    assert desk.unmerges(desk.other) == first
    assert everything() == before


def test_merges_are_undone_in_the_order_of_their_making_backwards(desk: Desk) -> None:
    hers, third = desk.writes(desk.other, "Hello"), desk.comes("Third")
    desk.merges(desk.other, desk.vera)
    desk.merges(desk.vera, third)
    assert desk.whose(hers) == (third.id, "Third")
    assert {one["visitorId"]: bool(one["undoableUntil"]) for one in desk.sees(third)["merged"]} == {
        desk.other.id: False,
        desk.vera.id: True,
    }
    words = "Since then, the other visitor was merged as well: undo that first"
    assert desk.unmerges(desk.other) == an_error(400, words, {"code": "UNDO_THAT_FIRST"})
    desk.unmerges(desk.vera)
    assert (desk.whose(hers), desk.sees(third)["merged"]) == ((desk.vera.id, "Vera"), [])
    desk.unmerges(desk.other)
    assert desk.whose(hers)[0] == desk.other.id


# ── Deletion and legal hold ──────────────────────────────────────────────────────────────────────────────────────────


def test_deleting_who_remains_deletes_both(desk: Desk) -> None:
    desk.writes(desk.vera, "Hello")
    desk.writes(desk.other, "It's me again")
    desk.merges(desk.other, desk.vera)
    desk.settles()
    assert call("tenant_visitors_delete", desk.owner, id=desk.vera.id)[0] == 200
    left = {one["pk"] for one in everything() if one.get("kind") in ("visitor", "conversation", "presence")}
    assert left == set()
    assert desk.settles().count("visitor.deleted") == 2
    assert desk.unmerges(desk.other) == an_error(404, "Visitor not found")
    assert desk.counts() == {}


@pytest.mark.parametrize("held", ["other", "vera"])
def test_a_legal_hold_on_either_holds_both(desk: Desk, held: str) -> None:
    call("tenant_visitors_hold", desk.owner, {"onHold": True}, id=getattr(desk, held).id)
    desk.merges(desk.other, desk.vera)
    on_hold = an_error(400, "This visitor is on legal hold", {"code": "ON_HOLD"})
    assert call("tenant_visitors_delete", desk.owner, id=desk.vera.id) == on_hold
    desk.unmerges(desk.other)
    for one in (desk.vera, desk.other):
        assert call("tenant_visitors_delete", desk.owner, id=one.id) == on_hold


def test_an_export_has_both(desk: Desk, bucket: Any, mailbox: Any) -> None:
    desk.merges(desk.other, desk.vera)
    made = call("tenant_visitors_export", desk.owner, id=desk.vera.id)[1]["export"]["id"]
    consume("on_event_export", {"tenantId": desk.owner.tenant_id, "visitorId": desk.vera.id, "exportId": made})
    key = f"{desk.owner.tenant_id}/{desk.vera.id}/{made}.zip"
    archive = ZipFile(BytesIO(bucket.get_object(Bucket=s3.BUCKET, Key=key)["Body"].read()))
    told = json.loads(archive.read("data.json"))
    assert [(one["id"], one["userPhone"]) for one in told["mergedVisitors"]] == [(desk.other.id, "+49 30 1234567")]


# ── Many conversations ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Conversations of the other visitor, of which two fit into a transaction, and a request has no time for more."""
    monkeypatch.setattr(visitor, "COPIED_AT_ONCE", 2)
    monkeypatch.setattr(visitor_merge, "STEP", -1.0)
    call("tenant_workspace_update", desk.owner, {"settings": {"conversations": {"rule": "several"}}})
    for number in range(5):
        desk.clock.advance(1)
        message.send_as_visitor(desk.other, Draft(f"{number}", begins=True))
    return visitor.load(desk.owner.tenant_id, desk.other.id).conversation_ids


def _names(desk: Desk, ids: list[str]) -> set[str]:
    return {desk.whose(one)[0] for one in ids}


def test_what_does_not_fit_into_a_request_is_done_within_minutes(desk: Desk, many: list[str]) -> None:
    desk.merges(desk.other, desk.vera)
    assert _names(desk, many) == {desk.other.id, desk.vera.id}
    assert visitor.load(desk.owner.tenant_id, desk.vera.id).conversation_ids == many
    desk.clock.advance(120)
    timers.run(time.monotonic() + 60)
    assert _names(desk, many) == {desk.vera.id}
    assert [one for one in everything() if one["pk"] == "due"] == []


def test_it_can_be_interrupted_and_undone_anywhere(
    desk: Desk, many: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, done = visitor_merge._give, list[str]()

    def dies(tenant_id: str, visitor_id: str, conversation_id: str) -> None:
        if done:
            raise RuntimeError("killed")
        done.append(conversation_id)
        real(tenant_id, visitor_id, conversation_id)

    desk.merges(desk.other, desk.vera)
    desk.clock.advance(120)
    with monkeypatch.context() as patch:
        patch.setattr(visitor_merge, "_give", dies)
        with pytest.raises(RuntimeError, match="1 timers failed"):
            timers.run(time.monotonic() + 60)
    desk.unmerges(desk.other)
    desk.clock.advance(120)
    timers.run(time.monotonic() + 60)
    assert _names(desk, many) == {desk.other.id}
    assert desk.audited() == []


def test_deleting_amid_it_leaves_nothing(desk: Desk, many: list[str]) -> None:
    desk.merges(desk.other, desk.vera)
    assert call("tenant_visitors_delete", desk.owner, id=desk.vera.id)[0] == 200
    desk.clock.advance(120)
    timers.run(time.monotonic() + 60)
    assert {one["pk"] for one in everything() if one.get("kind") in ("visitor", "conversation")} == set()


def test_the_audit_finds_nothing_after_a_merge_and_after_its_undoing(desk: Desk) -> None:
    desk.writes(desk.vera, "Hello")
    desk.writes(desk.other, "It's me again")
    desk.merges(desk.other, desk.vera)
    assert desk.audited() == []
    desk.unmerges(desk.other)
    assert desk.audited() == []
