"""Several conversations of one visitor, one after the other or at once, as the workspace's setting says."""

import io
import json
import zipfile
from typing import Any

import pytest

from connextlive.aws import s3
from connextlive.chat import (
    auto_resolve,
    beginning,
    conversation,
    file_retention,
    mailed_code,
    message,
    reply_address,
    spam,
    visitor,
)
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.core.uploads import UploadedFile
from connextlive.identity import tokens
from tests.support.builders import (
    PNG,
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
    everything,
    project,
    wrong,
)
from tests.support.interrupting import before_each_write

DAY = 24 * 3600


class Shop:
    """A workspace with its owner, Anna who answers, and a visitor, Vera, who has written once."""

    def __init__(self, clock: Clock, **rule: Any) -> None:
        self.clock, self.owner = clock, a_tenant()
        self.anna = an_agent(self.owner, "Anna")
        self.key, self.plain_key = a_key(self.owner)
        self.vera = a_visitor(self.owner, self.key, user_email="vera@example.org")
        if rule:
            self.has(**rule)
        self.first = self.say("Hello")["conversation"]["id"]

    def has(self, **rule: Any) -> None:
        status, answer = call("tenant_workspace_update", self.owner, {"settings": {"conversations": rule}})
        assert status == 200, answer

    def say(self, content: str = "Hello again", by: Caller | None = None, **body: Any) -> Json:
        status, answer = call("widget_messages_send", by or self.vera, {"content": content} | body)
        assert status == 200, answer
        return answer

    def said_in(self, content: str = "Hello again", **body: Any) -> str:
        """The conversation that a message has come to."""
        return str(self.say(content, **body)["conversation"]["id"])

    def resolve(self, conversation_id: str | None = None) -> None:
        self.clock.advance(1)
        assert call("agent_conversations_resolve", self.anna, id=conversation_id or self.first)[0] == 200

    def answer(self, conversation_id: str, content: str = "Hi") -> Json:
        status, answer = call("agent_messages_send", self.anna, {"content": content}, id=conversation_id)
        assert status == 200, answer
        return answer

    def another(self) -> str:
        """A conversation that Vera begins beside the others."""
        return self.said_in("Another thing", beginsNew=True)

    @property
    def ids(self) -> list[str]:
        """Vera's conversations, as the API lists them."""
        status, answer = call("widget_conversations_list", self.vera)
        assert status == 200, answer
        return [one["id"] for one in answer["conversations"]]

    @property
    def known(self) -> Caller:
        """Vera as the authorizer knows her now."""
        return self.vera._replace(conversation_id=visitor.load(self.owner.tenant_id, self.vera.id).conversation_id)

    def texts(self, conversation_id: str) -> list[str]:
        status, answer = call("widget_messages_list", self.vera, query={"conversationId": conversation_id})
        assert status == 200, answer
        return [one["content"] for one in answer["messages"] if one["senderType"] != "SYSTEM"]


pytestmark = pytest.mark.usefixtures("cloud")


# ── Reopened or begun anew ───────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_setting_a_message_reopens_after_any_time(clock: Clock) -> None:
    shop = Shop(clock)
    shop.resolve()
    clock.advance(3_000 * DAY)
    again = shop.say()["conversation"]
    assert (again["id"], again["status"], again["reopenCount"], shop.ids) == (shop.first, "WAITING", 1, [shop.first])


@pytest.mark.parametrize(
    ("days", "after", "begins"),
    [
        (30, 30 * DAY - 1, False),
        (30, 30 * DAY, True),
        (1, DAY - 1, False),
        (1, DAY, True),
        (365, 365 * DAY - 1, False),
        (365, 365 * DAY, True),
        (0, 0, True),
    ],
)
def test_a_message_begins_a_new_conversation_from_that_second_on(
    clock: Clock, days: int, after: int, begins: bool
) -> None:
    shop = Shop(clock, rule="new-after-days", days=days)
    shop.resolve()
    clock.advance(after)
    now = shop.say()["conversation"]
    assert (now["id"] != shop.first, now["status"], now["reopenCount"]) == (begins, "WAITING", int(not begins))
    assert shop.ids == ([now["id"], shop.first] if begins else [shop.first])
    old = conversation.read(shop.owner.tenant_id, shop.first)
    assert (old["status"], old["message_count"]) == (("CLOSED", 2) if begins else ("WAITING", 3))


def test_thirty_days_are_meant_unless_a_number_is_said(clock: Clock) -> None:
    shop = Shop(clock, rule="new-after-days")
    shop.resolve()
    clock.advance(30 * DAY - 1)
    assert shop.said_in() == shop.first
    shop.resolve()
    clock.advance(30 * DAY)
    assert shop.said_in() != shop.first


@pytest.mark.parametrize("status", ["WAITING", "ACTIVE"])
def test_an_open_conversation_goes_on_however_old_it_is(clock: Clock, status: str) -> None:
    shop = Shop(clock, rule="new-after-days", days=0)
    call("tenant_conversations_set_status", shop.owner, {"status": status}, id=shop.first)
    clock.advance(400 * DAY)
    assert shop.said_in() == shop.first


def test_a_snoozed_conversation_goes_on(clock: Clock) -> None:
    shop = Shop(clock, rule="new-after-days", days=0)
    until = timestamp(clock.now + 9 * DAY)
    assert call("tenant_conversations_snooze", shop.owner, {"isSnoozed": True, "until": until}, id=shop.first)[0] == 200
    assert shop.said_in() == shop.first


def test_one_that_is_only_closed_is_over_like_a_resolved_one(clock: Clock) -> None:
    shop = Shop(clock, rule="new-after-days", days=0)
    call("tenant_conversations_set_status", shop.owner, {"status": "CLOSED"}, id=shop.first)
    assert shop.said_in() != shop.first


def test_days_count_from_when_it_was_resolved_by_itself(clock: Clock) -> None:
    shop = Shop(clock, rule="new-after-days", days=2)
    shop.answer(shop.first)
    settings = {"autoResolve": {"afterHours": 24, "noticeHours": 0}}
    clock.advance(DAY)
    auto_resolve.keep(conversation.read(shop.owner.tenant_id, shop.first), settings, "en")
    assert conversation.read(shop.owner.tenant_id, shop.first)["status"] == "CLOSED"
    clock.advance(2 * DAY - 1)
    assert shop.said_in() == shop.first
    shop.resolve()
    clock.advance(2 * DAY)
    assert shop.said_in() != shop.first


def test_what_is_marked_as_spam_stays_where_it_is(clock: Clock) -> None:
    shop = Shop(clock, rule="new-after-days", days=0)
    shop.resolve()
    spam.mark(shop.owner, shop.first, "203.0.113.7", blocks_visitor=False)
    clock.advance(DAY)
    assert shop.said_in() == shop.first


def test_after_a_deleted_conversation_a_new_one_begins(clock: Clock) -> None:
    shop = Shop(clock, rule="new-after-days", days=30)
    conversation.delete(shop.owner.tenant_id, shop.first)
    second = shop.said_in(conversationId=shop.first)
    assert (second != shop.first, shop.ids) == (True, [second])


def test_a_site_may_have_a_rule_of_its_own(clock: Clock) -> None:
    shop = Shop(clock)
    shop.has(rule="new-after-days", days=0, sites={shop.key.site_id: {"rule": "one"}})
    elsewhere = a_visitor(shop.owner, a_key(shop.owner)[0])
    for by, is_new in ((shop.vera, False), (elsewhere, True)):
        before = shop.say(by=by)["conversation"]["id"]
        shop.resolve(before)
        assert (shop.say(by=by)["conversation"]["id"] != before) is is_new


def test_two_tabs_that_write_at_once_begin_one(clock: Clock) -> None:
    shop = Shop(clock, rule="new-after-days", days=0)
    shop.resolve()
    others: list[str] = []

    def write_from_another_tab(number: int) -> None:
        if number == 0:
            others.append(shop.said_in("From the other tab"))

    with before_each_write(write_from_another_tab):
        second = shop.said_in("From this one")
    assert others == [second]
    assert shop.ids == [second, shop.first]
    assert shop.texts(second) == ["From the other tab", "From this one"]


@pytest.mark.parametrize("says_where", [False, True])
def test_a_message_that_is_sent_again_is_not_said_twice(clock: Clock, says_where: bool) -> None:
    shop = Shop(clock, rule="new-after-days", days=0)
    body: Json = {"clientMessageId": "c-1"} | ({"conversationId": shop.first} if says_where else {})
    sent = shop.say("Once", **body)["message"]["id"]
    shop.resolve()
    assert shop.say("Once", **body)["message"]["id"] == sent  # its first answer never came
    second = shop.say("More", clientMessageId="c-2")
    again = shop.say("More", clientMessageId="c-2")
    assert (again["message"]["id"], again["conversation"]["id"]) == (second["message"]["id"], shop.ids[0])
    assert shop.say("Once", **body)["message"]["id"] == sent  # even after another has begun
    assert len(shop.ids) == 2


def test_a_file_that_begins_a_conversation_is_sent_once(bucket: Any, clock: Clock) -> None:
    shop = Shop(clock, rule="new-after-days", days=0)
    shop.resolve()
    announced = {"files": [{"fileName": "a.png", "mimeType": "image/png", "size": len(PNG)}]}
    upload = call("widget_attachments_create", shop.vera, announced)[1]["uploads"][0]
    s3.write(f"{shop.owner.tenant_id}/{shop.vera.id}/{upload['attachmentId']}", PNG, "image/png")
    body: Json = {"attachmentIds": [upload["attachmentId"]], "clientMessageId": "c-1"}
    sent = shop.say("Look", **body)
    shop.resolve(sent["conversation"]["id"])
    assert shop.say("Look", **body)["message"]["id"] == sent["message"]["id"]
    assert len(shop.ids) == 2


def test_a_quote_of_the_conversation_before_is_left_out(clock: Clock) -> None:
    shop = Shop(clock, rule="new-after-days", days=0)
    quoted = shop.answer(shop.first)["message"]["id"]
    shop.resolve()
    sent = shop.say("About that", conversationId=shop.first, quoteId=quoted)
    assert (sent["conversation"]["id"] != shop.first, sent["message"]["quote"]) == (True, None)


def test_a_conversation_that_is_neither_the_newest_nor_open_leads_to_the_newest(clock: Clock) -> None:
    shop = Shop(clock, rule="new-after-days", days=0)
    shop.resolve()
    second = shop.said_in()
    assert shop.said_in(conversationId=shop.first) == second
    shop.resolve(second)
    assert shop.said_in(conversationId=shop.first) not in (shop.first, second)
    shop.answer(shop.first)  # which reopens it
    assert shop.said_in(conversationId=shop.first) == shop.first


def test_who_has_as_many_as_there_may_be_reopens_the_newest(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "MOST", 2)
    shop = Shop(clock, rule="new-after-days", days=0)
    shop.resolve()
    second = shop.said_in()
    shop.resolve(second)
    assert (shop.said_in(), len(shop.ids)) == (second, 2)


def test_wrong_settings_are_refused(clock: Clock) -> None:
    owner = a_tenant()
    wanted = {"rule": "two", "days": 366, "mostOpen": 0, "sites": {"site_1": {"days": -1}}}
    assert call("tenant_workspace_update", owner, {"settings": {"conversations": wanted}}) == wrong(
        **{
            "settings.conversations.rule": "Must be 'one', 'new-after-days' or 'several'",
            "settings.conversations.days": "Must be at most 365",
            "settings.conversations.mostOpen": "Must be at least 1",
            "settings.conversations.sites.site_1.days": "Must be at least 0",
        }
    )


# ── Several at once ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rule", [{}, {"rule": "new-after-days", "days": 1}])
def test_another_one_is_refused_where_there_is_one_at_a_time(clock: Clock, rule: Json) -> None:
    shop = Shop(clock, **rule)
    for _ in range(2):
        refused = call("widget_messages_send", shop.vera, {"content": "New", "beginsNew": True})
        assert refused == an_error(400, "Only one conversation at a time is possible", {"code": "ONE_CONVERSATION"})
        shop.resolve()
    assert shop.ids == [shop.first]


def test_the_first_one_begins_whoever_asks_for_a_new_one(clock: Clock) -> None:
    shop = Shop(clock)
    other = a_visitor(shop.owner, shop.key)
    assert shop.say(by=other, beginsNew=True)["conversation"]["status"] == "WAITING"


def test_as_many_are_open_at_once_as_the_setting_says(clock: Clock) -> None:
    shop = Shop(clock, rule="several", mostOpen=3)
    assert call("widget_conversations_list", shop.vera)[1]["mayBegin"] is True
    second, third = shop.another(), shop.another()
    refused = call("widget_messages_send", shop.vera, {"content": "New", "beginsNew": True})
    words = "The maximum number of conversations is open already"
    assert refused == an_error(400, words, {"code": "TOO_MANY_CONVERSATIONS"})
    assert call("widget_conversations_list", shop.vera)[1]["mayBegin"] is False
    shop.resolve(second)
    assert shop.ids == [third, second, shop.first]
    assert len({shop.another(), *shop.ids}) == 4


def test_two_tabs_at_once_do_not_exceed_the_limit(clock: Clock) -> None:
    shop = Shop(clock, rule="several", mostOpen=2)

    def begin_in_another_tab(number: int) -> None:
        if number == 0:
            shop.another()

    with before_each_write(begin_in_another_tab):
        status, _ = call("widget_messages_send", shop.vera, {"content": "New", "beginsNew": True})
    assert (status, len(shop.ids)) == (400, 2)


def test_a_message_goes_where_it_says_and_else_to_the_newest(clock: Clock) -> None:
    shop = Shop(clock, rule="several")
    second = shop.another()
    assert shop.said_in("Old", conversationId=shop.first) == shop.first
    assert shop.said_in("New") == second
    shop.resolve(shop.first)
    clock.advance(400 * DAY)
    assert shop.said_in("Back", conversationId=shop.first) == shop.first
    assert (shop.texts(shop.first), shop.texts(second)) == (["Hello", "Old", "Back"], ["Another thing", "New"])


def test_one_that_was_begun_is_not_begun_twice_whatever_came_between(clock: Clock) -> None:
    shop = Shop(clock, rule="several")
    begun = shop.say("New", beginsNew=True, clientMessageId="c-1")
    for _ in range(2):
        shop.another()
    again = shop.say("New", beginsNew=True, clientMessageId="c-1")
    assert (again["message"]["id"], len(shop.ids)) == (begun["message"]["id"], 4)


def test_who_is_marked_as_spam_begins_no_other(clock: Clock) -> None:
    shop = Shop(clock, rule="several")
    spam.mark(shop.owner, shop.first, "203.0.113.7", blocks_visitor=False)
    assert shop.said_in(beginsNew=True) == shop.first


def test_open_ones_go_on_after_the_setting_is_changed(clock: Clock) -> None:
    shop = Shop(clock, rule="several")
    second = shop.another()
    shop.has(rule="one")
    assert shop.said_in(conversationId=shop.first) == shop.first
    shop.resolve(shop.first)
    assert shop.said_in(conversationId=shop.first) == second


def test_everything_about_a_conversation_says_which(clock: Clock) -> None:
    shop = Shop(clock, rule="several")
    second = shop.another()
    shop.answer(shop.first, "To the first")
    shop.answer(second, "To the second")
    unread = {one["id"]: one["unreadCount"] for one in call("widget_conversations_list", shop.vera)[1]["conversations"]}
    assert unread == {shop.first: 1, second: 1}
    marked = call("widget_conversations_mark_read", shop.vera, {"conversationId": shop.first})
    assert marked == (200, {"conversationId": shop.first, "markedCount": 1, "unreadCount": 0})
    assert conversation.read(shop.owner.tenant_id, second)["visitor_unread_count"] == 1
    shop.resolve(shop.first)
    about = {"conversationId": shop.first}
    rated = call("widget_conversations_rate", shop.vera, {"score": 4} | about)[1]["conversation"]
    assert (rated["id"], rated["rating"]["score"]) == (shop.first, 4)
    commented = call("widget_conversations_comment", shop.vera, {"comment": "Good"} | about)[1]["conversation"]
    assert (commented["id"], commented["rating"]["comment"]) == (shop.first, "Good")
    assert call("widget_conversations_rate", shop.vera, {"score": 4})[1]["data"] == {"code": "CONVERSATION_NOT_CLOSED"}
    assert call("widget_conversations_mail_transcript", shop.vera, about) == (200, {"email": "vera@example.org"})
    assert conversation.read(shop.owner.tenant_id, shop.first).get("transcript_asked_at")
    mine = shop.say("Mine", **about)["message"]["id"]
    edited = call("widget_messages_update", shop.vera, {"content": "Mine!"} | about, id=mine)[1]["message"]
    assert edited["content"] == "Mine!"
    assert call("widget_messages_delete", shop.vera, query=about, id=mine)[0] == 200
    assert shop.texts(second) == ["Another thing", "To the second"]


@pytest.mark.parametrize(
    ("function", "body"),
    [
        ("widget_messages_send", {"content": "Mine?"}),
        ("widget_conversations_mark_read", {}),
        ("widget_conversations_rate", {"score": 1}),
        ("widget_conversations_comment", {"comment": "Bad"}),
        ("widget_conversations_mail_transcript", {}),
    ],
)
def test_another_visitors_conversation_is_none(clock: Clock, function: str, body: Json) -> None:
    shop = Shop(clock, rule="several")
    theirs = a_conversation(shop.owner, "CLOSED", shop.anna, a_visitor(shop.owner, shop.key))
    before = everything()
    answer = call(function, shop.vera, body | {"conversationId": theirs})
    assert answer == an_error(404, "Conversation not found")
    assert everything() == before
    assert call("widget_messages_list", shop.vera, query={"conversationId": theirs}) == answer


def test_the_list_pages_from_the_newest_to_the_first(clock: Clock) -> None:
    shop = Shop(clock, rule="new-after-days", days=0)
    ids = [shop.first]
    for _ in range(3):
        shop.resolve(ids[-1])
        ids.append(shop.said_in())
    conversation.delete(shop.owner.tenant_id, ids[1])
    first = call("widget_conversations_list", shop.vera, query={"limit": "2"})[1]
    cursor = first["pagination"]["nextCursor"]
    rest = call("widget_conversations_list", shop.vera, query={"limit": "2", "cursor": cursor})[1]
    pages = [[one["id"] for one in answer["conversations"]] for answer in (first, rest)]
    assert (pages, rest["pagination"]["nextCursor"]) == ([[ids[3], ids[2]], [ids[0]]], None)


def test_a_session_tells_of_the_newest_and_that_there_are_others(clock: Clock) -> None:
    shop = Shop(clock)
    headers, facts = {"X-API-Key": shop.plain_key}, {"has_earlier": "hasEarlier", "several": "mayHaveSeveral"}

    def session() -> tuple[str, dict[str, bool]]:
        claims = tokens.Claims(shop.owner.tenant_id, shop.vera.id, "VISITOR", key_id=shop.key.id)
        body = {"visitorId": shop.vera.id, "visitorToken": tokens.issue(claims)[0]}
        answer = call("widget_sessions_create", body=body, headers=headers)[1]
        return answer["conversation"]["id"], {name: answer[said] for name, said in facts.items()}

    assert session() == (shop.first, {"has_earlier": False, "several": False})
    shop.has(rule="several")
    second = shop.another()
    assert session() == (second, {"has_earlier": True, "several": True})


# ── Whatever goes over all of a visitor's conversations ──────────────────────────────────────────────────────────────


@pytest.fixture
def two(clock: Clock) -> Shop:
    shop = Shop(clock, rule="several")
    shop.another()
    return shop


def test_each_copy_of_a_visitor_follows(two: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    two.another()
    for at_once in (40, 1):  # the oldest follow one by one
        monkeypatch.setattr(visitor, "COPIED_AT_ONCE", at_once)
        name = f"Vera {at_once}"
        assert call("tenant_visitors_update", two.owner, {"userName": name}, id=two.vera.id)[0] == 200
        names = [one["visitor"]["userName"] for one in call("tenant_conversations_list", two.owner)[1]["conversations"]]
        assert names == [name] * 3


def test_a_blocked_visitor_is_blocked_in_all_of_them(two: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "COPIED_AT_ONCE", 1)
    assert call("tenant_blocks_create", two.owner, {"visitorId": two.vera.id})[0] == 200
    for one in two.known.conversation_id, two.first:
        assert call("widget_conversations_mark_read", two.vera, {"conversationId": one})[0] == 403


@pytest.mark.parametrize("at_once", [15, 1])
def test_a_deleted_visitors_conversations_are_all_gone(
    two: Shop, changes: Changes, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(visitor, "DELETED_AT_ONCE", at_once)
    routing = {"rule": "least-busy"}
    call("tenant_workspace_update", two.owner, {"settings": {"routing": routing}})
    third = two.another()
    for one in two.ids:
        two.answer(one)
    project(changes.new())
    assert call("tenant_visitors_delete", two.owner, id=two.vera.id)[0] == 200
    project(changes.new())
    listed = call("tenant_conversations_list", two.owner)[1]
    assert (listed["conversations"], listed["counts"]["total"]) == ([], 0)
    assert call("tenant_conversations_get", two.owner, id=third)[0] == 404
    loads = [one for one in everything() if one["pk"].endswith("#routing")]
    assert [one.get("open_now", 0) for one in loads] in ([], [0])


@pytest.mark.parametrize("which", [0, 1])
def test_none_is_deleted_while_one_is_on_hold(two: Shop, which: int) -> None:
    conversation.hold(two.owner.tenant_id, two.ids[which], on_hold=True)
    answer = call("tenant_visitors_delete", two.owner, id=two.vera.id)
    assert answer == an_error(400, "This conversation is on legal hold", {"code": "ON_HOLD"})
    assert len(two.ids) == 2


@pytest.mark.usefixtures("bucket", "mailbox")
def test_an_export_has_all_of_them(two: Shop, changes: Changes) -> None:
    export = call("tenant_visitors_export", two.owner, id=two.vera.id)[1]["export"]
    detail = {"tenantId": two.owner.tenant_id, "visitorId": two.vera.id, "exportId": export["id"]}
    consume("on_event_export", detail)
    content = s3.read(f"{two.owner.tenant_id}/{two.vera.id}/{export['id']}.zip")
    assert content is not None
    data = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("data.json"))
    ids = [data["conversation"]["id"], *(one["id"] for one in data["earlierConversations"])]
    assert ids == two.ids
    assert [one["content"] for one in data["messages"]] == ["Hello", "Another thing"]


def test_an_agent_sees_the_visitor_by_any_of_them(two: Shop) -> None:
    own = an_agent(two.owner, "Olli", conversation_access="OWN")._replace(access="OWN")
    for one in two.ids:
        conversation.assign(two.owner.tenant_id, one, two.anna.id)
    assert call("agent_visitors_get", own, id=two.vera.id)[0] == 404
    conversation.assign(two.owner.tenant_id, two.first, own.id)
    assert call("agent_visitors_get", own, id=two.vera.id)[0] == 200
    listed = call("agent_visitors_list", own)[1]
    assert [one["id"] for one in listed["visitors"]] == [two.vera.id]
    shown = call("agent_conversations_get", own, id=two.first)[1]["conversation"]["visitorConversations"]
    assert [one["id"] for one in shown] == [two.first]  # the other one is Anna's


def test_whoever_sees_all_is_shown_all_of_them(two: Shop) -> None:
    shown = call("agent_conversations_get", two.anna, id=two.first)[1]["conversation"]["visitorConversations"]
    assert [(one["id"], one["status"], one["lastMessage"]["content"]) for one in shown] == [
        (two.ids[0], "WAITING", "Another thing"),
        (two.first, "WAITING", "Hello"),
    ]
    lonely = a_conversation(two.owner)
    assert call("agent_conversations_get", two.anna, id=lonely)[1]["conversation"]["visitorConversations"] == []


def test_files_of_each_are_removed_but_of_those_on_hold(two: Shop, bucket: Any) -> None:
    tenant_id, keys = two.owner.tenant_id, []
    for one in two.ids:
        draft = Draft("See", [UploadedFile("a.png", PNG)], conversation_id=one)
        sent, _ = message.send_as_visitor(two.vera, draft)
        keys += [file["key"] for file in sent.attachments]
    conversation.hold(tenant_id, two.first, on_hold=True)
    assert file_retention._remove(tenant_id, two.vera.id, keys) == 1
    assert [s3.read(key) is None for key in keys] == [True, False]


# ── Mails ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_to_a_mail_belongs_to_its_conversation(two: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOUND_MAIL_DOMAIN", "replies.example.com")
    person = visitor.read(two.owner.tenant_id, two.vera.id)
    for one in two.ids:
        address = reply_address.of(person, one, timestamp())
        found = reply_address.find(address or "")
        assert (found and (found.visitor.id, found.conversation_id)) == (two.vera.id, one)


@pytest.mark.parametrize("which", ["newest", "first", "of a mail that does not say"])
def test_the_link_in_a_mail_leads_to_its_conversation(two: Shop, which: str) -> None:
    about = {"newest": two.ids[0], "first": two.first}.get(which)
    code = mailed_code.of(visitor.read(two.owner.tenant_id, two.vera.id), timestamp(), about)
    answer = call("widget_sessions_create", body={"code": code}, headers={"X-API-Key": two.plain_key})[1]
    assert (answer["visitor"]["id"], answer["conversation"]["id"]) == (two.vera.id, about or two.ids[0])


@pytest.mark.parametrize(
    ("rule", "lands"),
    [
        ({"rule": "one"}, "newest"),
        ({"rule": "new-after-days", "days": 0}, "newest"),
        ({"rule": "several"}, "its own"),
    ],
)
def test_an_answer_about_a_closed_conversation_goes_where_a_message_would(two: Shop, rule: Json, lands: str) -> None:
    two.resolve(two.first)
    two.has(**rule)
    by_mail: Any = {"id": "<1@mail>", "address": "vera@example.org", "is_theirs": True, "refused_files": []}
    draft = Draft("By mail", by_mail=by_mail, conversation_id=two.first)
    _, found = message.send_as_visitor(two.vera, draft)
    assert found.id == {"newest": two.ids[0], "its own": two.first}[lands]
    message.send_as_visitor(two.vera, draft)
    assert [one for one in two.texts(found.id) if one == "By mail"] == ["By mail"]
