"""The visitor's side: sessions, messages, presence, ratings."""

from __future__ import annotations

import pytest

from .builders import a_conversation
from .client import Answer, Api, Json, Tenant, Visitor, becomes, eventually, stays
from .shapes import CONVERSATION, MESSAGE, VISITOR, is_conversation, is_message, is_time, is_visitor

SECRET_FIELDS = {"tags", "notes"}


def _contents(messages: list[Json]) -> list[str]:
    return [message["content"] for message in messages]


def _seen_by_visitors(thing: object) -> None:
    """No tags and no notes anywhere."""
    if isinstance(thing, dict):
        assert not SECRET_FIELDS & set(thing), set(thing)
        for value in thing.values():
            _seen_by_visitors(value)
    elif isinstance(thing, list):
        for value in thing:
            _seen_by_visitors(value)


# What a page needs before anybody is known


def test_the_configuration_describes_the_widget_and_may_be_cached(tenant: Tenant) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"widget": {"greeting": "Welcome!"}}}).ok()
    answer = tenant.api.get("/api/widget/configuration", apiKey=tenant.key.plain)
    assert set(answer.ok()) == {"widget", "websocketUrl", "team"}
    assert answer.body["widget"] == tenant.session().ok()["widget"]
    assert answer.body["widget"]["greeting"] == "Welcome!"
    assert answer.body["websocketUrl"] == tenant.api.get("/api/health").ok()["websocketUrl"]
    assert answer.response.headers["cache-control"] == "public, max-age=300"
    assert answer.response.headers["vary"] == "Origin, Accept-Encoding"  # compressed, as by CloudFront


def test_who_asks_for_the_configuration_leaves_no_trace(tenant: Tenant) -> None:
    key = tenant.key
    tenant.api.get("/api/widget/configuration", apiKey=key.plain).ok()
    assert tenant.get("/api/tenant/visitors").ok()["visitors"] == []
    assert [listed["lastUsedAt"] for listed in tenant.get("/api/tenant/api-keys").ok()["apiKeys"]] == [None]


def test_a_wrong_key_has_no_configuration(api: Api) -> None:
    for query in ({}, {"apiKey": "cl_x"}, {"apiKey": "x" * 100}):
        answer = api.get("/api/widget/configuration", **query)
        answer.error(401, "Invalid API key")
        assert answer.response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_the_configuration_is_for_the_keys_pages(tenant: Tenant, header: str) -> None:
    key = tenant.new_key(domains=["shop.example.com"])

    def ask(**headers: str) -> Answer:
        return tenant.api.call("GET", "/api/widget/configuration", headers={"X-API-Key": key.plain, **headers})

    ask(**{header: "https://shop.example.com"}).ok()
    for foreign in ({header: "https://evil.example"}, {}, {"Origin": "null", "Referer": "https://shop.example.com/"}):
        ask(**foreign).error(403, "This origin may not use the API key", {"code": "ORIGIN_NOT_ALLOWED"})


# Sessions


def test_a_session_answers_a_token_the_visitor_and_the_widget(tenant: Tenant) -> None:
    answer = tenant.session(userName="Jane", userEmail="jane@example.com").ok(
        "token",
        "expiresAt",
        "visitor",
        "conversation",
        "form",
        "hasEarlier",
        "ignoredAttributes",
        "mayHaveSeveral",
        "widget",
    )
    assert answer["conversation"] is None
    assert set(answer["visitor"]) <= VISITOR - SECRET_FIELDS
    assert (answer["visitor"]["userName"], answer["visitor"]["userEmail"]) == ("Jane", "jane@example.com")
    assert isinstance(answer["widget"], dict)
    is_visitor(tenant.see_visitor(answer["visitor"]["id"]))


def test_the_widget_gets_the_widgets_settings_and_no_others(tenant: Tenant) -> None:
    settings = {"widget": {"greeting": "Welcome!"}, "notifications": {"hook": "private"}}
    tenant.put("/api/tenant/workspace", {"settings": settings}).ok()
    answer = tenant.session()
    assert answer.ok()["widget"]["greeting"] == "Welcome!"
    assert "private" not in answer.response.text


def test_a_visitor_resumes_with_their_token(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane")
    conversation_id = visitor.says("Hello")
    again = tenant.session(visitorId=visitor.id, visitorToken=visitor.token).ok()
    assert again["visitor"]["id"] == visitor.id
    assert again["visitor"]["userName"] == "Jane"
    assert again["conversation"]["id"] == conversation_id
    assert set(again["conversation"]) <= CONVERSATION - SECRET_FIELDS
    assert tenant.get("/api/tenant/visitors").ok()["pagination"]["total"] == 1


def test_a_visitors_id_alone_resumes_nobody(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane")
    visitor.says("Private words")
    answer = tenant.session(visitorId=visitor.id)
    assert answer.ok()["visitor"]["id"] != visitor.id
    assert answer.body["conversation"] is None


@pytest.mark.parametrize("token", ["garbage", "another visitor's", "an agent's"])
def test_a_visitors_id_with_another_token_resumes_nobody(tenant: Tenant, token: str) -> None:
    visitor, other = tenant.visitor("Jane"), tenant.visitor("Eve")
    tokens = {"garbage": "garbage", "another visitor's": other.token, "an agent's": tenant.agent.token}
    answer = tenant.session(visitorId=visitor.id, visitorToken=tokens[token])
    assert answer.status in (200, 401), answer
    assert visitor.id not in answer.response.text


def test_another_tenants_visitor_is_not_resumed(tenant: Tenant) -> None:
    foreign = tenant.api.register().visitor("Jane")
    answer = tenant.session(visitorId=foreign.id, visitorToken=foreign.token)
    assert answer.status in (200, 401), answer
    assert foreign.id not in answer.response.text


def test_a_name_alone_is_no_identity(tenant: Tenant) -> None:
    first = tenant.visitor("Jane", userEmail="jane@example.com")
    second = tenant.visitor("Jane", userEmail="jane@example.com")
    assert first.id != second.id


def test_resuming_updates_the_given_fields_and_keeps_the_rest(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane", userEmail="jane@example.com")
    tenant.session(
        visitorId=visitor.id, visitorToken=visitor.token, userName="Jane Doe", currentUrl="https://x.example/2"
    ).ok()
    seen = tenant.see_visitor(visitor.id)
    assert seen["userName"] == "Jane Doe"
    assert seen["userEmail"] == "jane@example.com"
    assert seen["currentUrl"] == "https://x.example/2"


def test_a_continued_visit_is_counted_once(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    theirs: Json = {"visitorId": visitor.id, "visitorToken": visitor.token}
    more = tenant.session(**theirs, userName="Jane", externalId="42", continuesVisit=True).ok()["visitor"]
    assert (more["id"], more["userName"], more["externalId"], more["visitCount"]) == (visitor.id, "Jane", "42", 1)
    assert tenant.session(**theirs).ok()["visitor"]["visitCount"] == 2
    assert tenant.session(continuesVisit=True).ok()["visitor"]["visitCount"] == 1  # of somebody who is new after all


def test_a_session_of_a_visitor_token_opens_no_other_role(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    visitor.get("/api/tenant/conversations").error(403, "Forbidden")
    visitor.get("/api/agent/profile").error(403, "Forbidden")


# Messages


def test_a_first_message_opens_a_waiting_conversation(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane")
    answer = visitor.sends("Hello", clientMessageId="c-1").ok("message", "conversation")
    message = answer["message"]
    assert set(message) <= MESSAGE
    expected: Json = {
        "senderType": "VISITOR",
        "senderId": visitor.id,
        "senderName": "Jane",
        "content": "Hello",
        "messageType": "TEXT",
        "attachments": [],
        "quote": None,
        "clientMessageId": "c-1",
        "conversationId": answer["conversation"]["id"],
    }
    assert {name: message[name] for name in expected} == expected
    assert answer["conversation"]["status"] == "WAITING"
    _seen_by_visitors(answer)


def test_further_messages_go_into_the_same_conversation(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    assert visitor.says("One") == visitor.says("Two")
    assert _contents(visitor.messages()) == ["One", "Two"]


def test_a_visitor_without_a_conversation_has_no_messages(tenant: Tenant) -> None:
    assert tenant.visitor().messages() == []


def test_a_visitor_sees_their_own_conversation_only(tenant: Tenant) -> None:
    jane, eve = tenant.visitor("Jane"), tenant.visitor("Eve")
    jane.says("Jane's secret")
    eve.says("Eve's secret")
    assert _contents(jane.messages()) == ["Jane's secret"]
    assert _contents(eve.messages()) == ["Eve's secret"]


def test_what_was_missed_is_replayed(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    first = visitor.sends("One").ok()
    conversation_id = first["conversation"]["id"]
    second = tenant.agent.sends(conversation_id, "Two").ok()["message"]
    third = tenant.agent.sends(conversation_id, "Three").ok()["message"]
    assert _contents(visitor.messages(after=first["message"]["id"])) == ["Two", "Three"]
    assert _contents(visitor.messages(after=second["id"])) == ["Three"]
    assert visitor.messages(after=third["id"]) == []


@pytest.mark.parametrize("after", ["x", "cnv_01HX0000000000000000000000", "%00"])
def test_an_after_that_is_no_message_id_is_refused(shared_tenant: Tenant, after: str) -> None:
    visitor = shared_tenant.visitor()
    visitor.says()
    visitor.get("/api/widget/messages", after=after).invalid("after")


def test_the_latest_messages_come_first_and_earlier_ones_by_cursor(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("1")
    for text in ("2", "3"):
        visitor.says(text)
    tenant.agent.sends(conversation_id, "Among us", isInternal=True).ok()
    visitor.says("4")
    pages: list[list[str]] = []
    query: dict[str, object] = {"latest": "true", "limit": 3}
    while True:
        page = visitor.get("/api/widget/messages", **query).ok()
        pages.append(_contents(page["messages"]))
        assert (page["pagination"]["total"], page["agentIsOnline"]) == (4, None)
        if not page["pagination"]["hasMore"]:
            break
        query["cursor"] = page["pagination"]["nextCursor"]
    assert pages == [["2", "3", "4"], ["1"]]
    assert page["pagination"]["nextCursor"] is None


def test_the_latest_messages_include_whether_the_agent_is_online(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    tenant.agent.sends(visitor.says("Hello"), "Hi").ok()
    assert visitor.get("/api/widget/messages", latest="true").ok()["agentIsOnline"] is True
    assert visitor.get("/api/widget/messages").ok()["agentIsOnline"] is None


def test_messages_of_all_kinds_are_shown_to_the_visitor(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("Hello")
    tenant.agent.sends(conversation_id, "Hi").ok()
    tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok()
    messages = visitor.messages()
    assert [message["senderType"] for message in messages] == ["VISITOR", "AGENT", "SYSTEM"]
    _seen_by_visitors(visitor.get("/api/widget/messages").ok())


def test_tags_and_notes_stay_with_the_agents(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane")
    visitor.says("Hello")
    change = {"tags": ["difficult"], "notes": "talks too much"}
    tenant.patch(f"/api/tenant/visitors/{visitor.id}", change).ok()
    resumed = tenant.session(visitorId=visitor.id, visitorToken=visitor.token)
    for answer in (resumed, visitor.sends("More"), visitor.get("/api/widget/messages")):
        answer.ok()
        assert "difficult" not in answer.response.text
        assert "talks too much" not in answer.response.text
        _seen_by_visitors(answer.body)


def test_a_visitors_client_message_id_is_one_message(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    first = visitor.sends("Once", clientMessageId="c-1").ok()
    again = visitor.sends("Once", clientMessageId="c-1").ok()
    assert again["message"]["id"] == first["message"]["id"]
    assert _contents(visitor.messages()) == ["Once"]
    conversation = tenant.conversation(first["conversation"]["id"])
    assert (conversation["messageCount"], conversation["unreadCount"]) == (1, 1)


def test_a_message_to_a_closed_conversation_reopens_it_to_waiting(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("Hello")
    tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok()
    assert visitor.says("One more thing") == conversation_id
    conversation = tenant.conversation(conversation_id)
    assert (conversation["status"], conversation["reopenCount"], conversation["closedAt"]) == ("WAITING", 1, None)
    is_time(conversation["waitingSince"])


def test_a_visitor_who_may_has_several_conversations_at_once(tenant: Tenant) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"conversations": {"rule": "several"}}}).ok()
    visitor = tenant.visitor()
    first = visitor.says("Hello")
    second = visitor.sends("Something else", beginsNew=True).ok()["conversation"]["id"]
    visitor.sends("About the first", conversationId=first).ok()
    listed = visitor.get("/api/widget/conversations").ok("conversations", "mayBegin", "pagination")
    assert [one["id"] for one in listed["conversations"]] == [second, first]
    messages = visitor.get(f"/api/widget/messages?conversationId={first}").ok()["messages"]
    assert _contents(messages) == ["Hello", "About the first"]
    shown = tenant.get(f"/api/tenant/conversations/{first}").ok()["conversation"]["visitorConversations"]
    assert [one["id"] for one in shown] == [second, first]


def test_an_agent_online_keeps_a_reopened_conversation(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor)
    tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok()
    tenant.agent.profile()
    eventually(lambda: tenant.team()[0]["isOnline"])
    visitor.says("One more thing")
    conversation = tenant.conversation(conversation_id)
    assert (conversation["status"], conversation["agentId"]) == ("WAITING", tenant.agent.id)


def test_a_removed_agent_loses_a_reopened_conversation(tenant: Tenant) -> None:
    visitor, agent = tenant.visitor(), tenant.invite_agent()
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor, agent=agent)
    tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok()
    tenant.patch(f"/api/tenant/agents/{agent.id}", {"status": "INACTIVE"}).ok()
    visitor.says("One more thing")

    def state() -> tuple[str, str | None]:
        conversation = tenant.conversation(conversation_id)
        return conversation["status"], conversation["agentId"]

    becomes(state, ("WAITING", None))


def test_an_active_conversation_stays_with_its_agent(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor)
    visitor.says("And another thing")
    conversation = is_conversation(tenant.conversation(conversation_id), detailed=True)
    assert (conversation["status"], conversation["agentId"]) == ("ACTIVE", tenant.agent.id)


# Reading, presence


def test_marking_read_sees_the_agents_messages(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("Hello")
    tenant.agent.sends(conversation_id, "Hi").ok()
    visitor.post("/api/widget/mark-read").ok()
    hello, hi = (is_message(message) for message in tenant.messages(conversation_id))
    is_time(hi["seenAt"])
    assert (hello["content"], hi["content"]) == ("Hello", "Hi")


def test_a_visitors_reading_leaves_the_agents_badge_alone(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("Hello")
    visitor.post("/api/widget/mark-read").ok()
    assert tenant.conversation(conversation_id)["unreadCount"] == 1
    assert tenant.messages(conversation_id)[0]["seenAt"] is None


def test_a_heartbeat_says_the_visitor_is_here(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    before = tenant.see_visitor(visitor.id)["lastSeenAt"]
    visitor.post("/api/widget/heartbeat").ok()
    after = tenant.see_visitor(visitor.id)
    assert after["isOnline"] is True
    assert after["lastSeenAt"] > before


def test_a_heartbeat_says_where_the_visitor_is(tenant: Tenant) -> None:
    visitor = tenant.visitor(currentUrl="https://example.com/1")
    visitor.post("/api/widget/heartbeat", {"currentUrl": "https://example.com/2"}).ok()
    assert tenant.see_visitor(visitor.id)["currentUrl"] == "https://example.com/2"


# Ratings


def _closed(tenant: Tenant) -> tuple[Visitor, str]:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor)
    tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok()
    return visitor, conversation_id


def test_a_visitor_rates_a_closed_conversation(tenant: Tenant) -> None:
    visitor, conversation_id = _closed(tenant)
    visitor.post("/api/widget/rating", {"score": 5, "comment": "Thank you"}).ok()
    rating = tenant.conversation(conversation_id)["rating"]
    assert (rating["score"], rating["comment"]) == (5, "Thank you")


def test_a_rating_needs_no_comment(tenant: Tenant) -> None:
    visitor, conversation_id = _closed(tenant)
    visitor.post("/api/widget/rating", {"score": 1}).ok()
    rating = tenant.conversation(conversation_id)["rating"]
    assert (rating["score"], rating["comment"]) == (1, None)


def test_an_open_conversation_is_not_rated(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor)
    visitor.post("/api/widget/rating", {"score": 5}).bad_request()
    assert tenant.conversation(conversation_id)["rating"] is None


def test_a_conversation_is_rated_once(tenant: Tenant) -> None:
    visitor, conversation_id = _closed(tenant)
    visitor.post("/api/widget/rating", {"score": 5}).ok()
    visitor.post("/api/widget/rating", {"score": 1}).bad_request()
    assert tenant.conversation(conversation_id)["rating"]["score"] == 5
    becomes(lambda: (tenant.team()[0]["csatScore"], tenant.team()[0]["csatCount"]), (100, 1))


def test_a_comment_may_follow_the_stars_once(tenant: Tenant) -> None:
    visitor, conversation_id = _closed(tenant)
    visitor.post("/api/widget/rating", {"score": 4}).ok()
    answer = visitor.patch("/api/widget/rating", {"comment": "Quick!"}).ok("conversation")
    assert answer["conversation"]["rating"] == tenant.conversation(conversation_id)["rating"]
    assert (answer["conversation"]["rating"]["score"], answer["conversation"]["rating"]["comment"]) == (4, "Quick!")
    visitor.patch("/api/widget/rating", {"comment": "Slow!"}).refused("ALREADY_COMMENTED")
    visitor.post("/api/widget/rating", {"score": 1, "comment": "Slow!"}).bad_request()
    assert tenant.conversation(conversation_id)["rating"] == answer["conversation"]["rating"]


def test_only_the_rating_of_the_latest_closing_is_commented_on(tenant: Tenant) -> None:
    visitor, conversation_id = _closed(tenant)
    visitor.patch("/api/widget/rating", {"comment": "Early"}).refused("NOT_RATED")
    visitor.post("/api/widget/rating", {"score": 4}).ok()
    visitor.says("One more thing")
    visitor.patch("/api/widget/rating", {"comment": "Open again"}).refused("NOT_RATED")
    tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok()
    visitor.patch("/api/widget/rating", {"comment": "Of another time"}).refused("NOT_RATED")


def test_a_visitor_without_a_conversation_rates_nothing(tenant: Tenant) -> None:
    answer = tenant.visitor().post("/api/widget/rating", {"score": 5})
    assert answer.status in (400, 404), answer


def test_a_visitor_without_a_conversation_comments_on_nothing(tenant: Tenant) -> None:
    tenant.visitor().patch("/api/widget/rating", {"comment": "Hm"}).error(404, "Conversation not found")


@pytest.mark.parametrize("score", [0, 6, -1, 4.5, "5", None, True])
def test_a_score_is_a_whole_number_from_one_to_five(shared_tenant: Tenant, score: object) -> None:
    visitor, _ = _closed(shared_tenant)
    visitor.post("/api/widget/rating", {"score": score}).invalid("score")


def test_ratings_are_credited_to_the_agent_as_the_share_of_fours_and_fives(tenant: Tenant) -> None:
    def csat() -> tuple[float | None, int]:
        agent = tenant.team()[0]
        return agent["csatScore"], agent["csatCount"]

    assert (tenant.agent.profile()["csatScore"], tenant.agent.profile()["csatCount"]) == (None, 0)
    expected = [(4, (100, 1)), (3, (50, 2)), (1, (pytest.approx(33.3, abs=0.5), 3)), (5, (50, 4))]
    for score, figures in expected:
        visitor, _ = _closed(tenant)
        visitor.post("/api/widget/rating", {"score": score}).ok()
        becomes(csat, figures)
    assert (tenant.agent.profile()["csatScore"], tenant.agent.profile()["csatCount"]) == (50, 4)


def test_a_rating_of_an_unassigned_conversation_is_credited_to_nobody(tenant: Tenant) -> None:
    assert tenant.agent
    visitor = tenant.visitor()
    a_conversation(tenant, status="CLOSED", visitor=visitor)
    visitor.post("/api/widget/rating", {"score": 5}).ok()
    stays(lambda: tenant.team()[0]["csatCount"], 0)
