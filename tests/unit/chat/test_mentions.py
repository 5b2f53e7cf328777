"""A note can mention colleagues, who are notified of it and find it; visitors learn nothing of either."""

import json

import pytest

from connextlive.analysis.transcripts import spoken
from connextlive.chat import message
from connextlive.core.caller import Caller
from connextlive.events.domain import Change, of_change
from connextlive.events.types import AgentMentioned
from connextlive.identity import user
from tests.support.builders import (
    Changes,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    consume,
    everything_under,
    project,
    wrong,
)

pytestmark = pytest.mark.usefixtures("cloud")
NOT_THEM = wrong(mentionIds="Only colleagues who may see the conversation can be mentioned")


class Team:
    """Anna, who has a conversation, and Ben, whom her notes may mention."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.anna, self.ben = an_agent(self.owner, "Anna"), an_agent(self.owner, "Ben")
        self.visitor = a_visitor(self.owner)
        self.id = a_conversation(self.owner, by=self.visitor, agent=self.anna, status="ACTIVE")

    def notes(self, content: str, *mentioned: str, **more: object) -> tuple[int, Json]:
        body = {"content": content, "isInternal": True, "mentionIds": mentioned, **more}
        return call("agent_messages_send", self.anna, body, id=self.id)

    def mentioned(self, by: Caller) -> list[str]:
        query = {"mentionsMe": "true"}
        found = call("agent_conversations_list", by, query=query)[1]["conversations"]
        return [one["id"] for one in found]


@pytest.fixture
def team(changes: Changes, bucket: object) -> Team:
    return Team()


def test_a_note_says_whom_it_mentions_and_who_has_not_looked(team: Team) -> None:
    status, answer = team.notes("@Ben can you help?", team.ben.id)
    assert status == 200
    assert answer["message"]["mentions"] == [{"id": team.ben.id, "name": "Ben"}]
    assert answer["conversation"]["mentionedIds"] == [team.ben.id]
    assert (team.mentioned(team.ben), team.mentioned(team.anna)) == ([team.id], [])


def test_whoever_looks_is_not_marked_any_more_but_finds_it(team: Team) -> None:
    team.notes("@Ben?", team.ben.id)
    answer = call("agent_conversations_mark_mention_read", team.ben, id=team.id)[1]
    assert answer["conversation"]["mentionedIds"] == []
    assert team.mentioned(team.ben) == [team.id]


def test_whoever_answers_has_looked(team: Team) -> None:
    team.notes("@Ben?", team.ben.id)
    said = call("agent_messages_send", team.ben, {"content": "Yes", "isInternal": True}, id=team.id)[1]
    assert said["conversation"]["mentionedIds"] == []


def test_looking_where_nobody_was_mentioned_writes_nothing(team: Team, changes: Changes) -> None:
    changes.new()
    assert call("agent_conversations_mark_mention_read", team.ben, id=team.id)[0] == 200
    assert changes.new() == []


def test_only_colleagues_who_may_see_the_conversation_can_be_mentioned(team: Team) -> None:
    own = an_agent(team.owner, "Own", conversation_access="OWN")
    gone = an_agent(team.owner, "Gone", status="INACTIVE")
    stranger = an_agent(a_tenant())
    for one in (own.id, gone.id, stranger.id, team.visitor.id, "nonsense"):
        assert team.notes("@You", one) == NOT_THEM
    offered = call("agent_agents_list", team.anna, query={"conversationId": team.id})[1]["agents"]
    assert [one["name"] for one in offered] == ["Anna", "Ben", "Olga Owner"]


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_owner_and_admins_are_mentioned_find_it_and_have_looked(team: Team, who: str, changes: Changes) -> None:
    admin = an_agent(team.owner, "Ada", role="CUSTOMER", position="ADMIN")._replace(role="CUSTOMER")
    one = team.owner if who == "owner" else admin
    offered = call("agent_agents_list", team.anna, query={"conversationId": team.id})[1]["agents"]
    assert one.id in [colleague["id"] for colleague in offered]
    changes.new()
    assert team.notes(f"@{one.name}?", one.id)[1]["conversation"]["mentionedIds"] == [one.id]
    told = [event for record in changes.new() for event in of_change(Change.of(record))]
    assert [event.agent_id for event in told if isinstance(event, AgentMentioned)] == [one.id]
    listed = call("tenant_conversations_list", one, query={"mentionsMe": "true"})[1]["conversations"]
    assert [(found["id"], found["mentionedIds"]) for found in listed] == [(team.id, [one.id])]
    seen = {"conversationIds": [team.id], "action": "mark-mention-read"}
    assert call("tenant_conversations_bulk", one, seen)[1]["results"][0]["error"] is None
    [listed] = call("tenant_conversations_list", one, query={"mentionsMe": "true"})[1]["conversations"]
    assert listed["mentionedIds"] == []


def test_only_agents_are_offered_conversations(team: Team) -> None:
    offered = call("agent_agents_list", team.anna)[1]["agents"]
    assert [one["name"] for one in offered] == ["Anna", "Ben"]


def test_only_notes_mention_anybody(team: Team) -> None:
    refused = wrong(mentionIds="Only notes can mention colleagues")
    assert team.notes("@Ben", team.ben.id, isInternal=False) == refused


def test_whoever_no_longer_sees_the_conversation_does_not_find_it(team: Team) -> None:
    team.notes("@Ben", team.ben.id)
    user.update(team.owner.tenant_id, team.ben.id, {"conversation_access": "OWN"})
    assert team.mentioned(team.ben._replace(access="OWN")) == []


def test_mentions_end_with_their_conversation_even_if_their_note_was_deleted_before(team: Team) -> None:
    carl = an_agent(team.owner, "Carl")
    team.notes("@Ben", team.ben.id)
    note = team.notes("@Carl", carl.id)[1]["message"]["id"]
    call("agent_messages_delete", team.anna, {"conversationId": team.id}, id=note)
    assert len(everything_under(f"{team.owner.tenant_id}#mentions")) == 2
    assert call("tenant_conversations_delete", team.owner, id=team.id)[0] == 200
    ids = {"tenantId": team.owner.tenant_id, "conversationId": team.id, "visitorId": team.visitor.id}
    assert consume("on_conversation_deleted", ids) == {"batchItemFailures": []}
    assert everything_under(f"{team.owner.tenant_id}#mentions") == []


def test_mentions_end_with_the_agent_whom_they_are_of(team: Team, changes: Changes) -> None:
    team.notes("@Ben", team.ben.id)
    assert call("tenant_agents_remove", team.owner, id=team.ben.id)[0] == 200
    project(changes.new())
    assert everything_under(f"{team.owner.tenant_id}#mentions") == []


def test_a_deleted_note_leaves_nobody_to_look_for_it(team: Team) -> None:
    note = team.notes("@Ben", team.ben.id)[1]["message"]["id"]
    deleted = call("agent_messages_delete", team.anna, {"conversationId": team.id}, id=note)[1]
    assert (deleted["conversation"]["mentionedIds"], deleted["message"]["mentions"]) == ([], [])


def test_a_mention_is_an_event_for_each_colleague_but_oneself(team: Team, changes: Changes) -> None:
    changes.new()
    note = team.notes("@Ben @Anna", team.ben.id, team.anna.id)[1]["message"]
    told = [event for record in changes.new() for event in of_change(Change.of(record))]
    (mention,) = [event for event in told if isinstance(event, AgentMentioned)]
    assert mention.facts == {
        "conversationId": team.id,
        "messageId": note["id"],
        "agentId": team.ben.id,
        "mentionedById": team.anna.id,
    }


def test_a_visitor_learns_nothing_of_notes_and_mentions_by_any_endpoint(team: Team, changes: Changes) -> None:
    team.notes("@Ben SECRET-NOTE", team.ben.id)
    note = team.notes("@Ben SECRET-NOTE again", team.ben.id)[1]["message"]["id"]
    project(changes.new())
    asked = [
        call("widget_messages_list", team.visitor),
        call("widget_messages_list", team.visitor, query={"latest": "true"}),
        call("widget_messages_list", team.visitor, query={"after": note}),
        call("widget_messages_send", team.visitor, {"content": "Hello?"}),
        call("widget_messages_send", team.visitor, {"content": "That", "quoteId": note}),
        call("widget_messages_update", team.visitor, {"content": "x"}, id=note),
        call("widget_messages_delete", team.visitor, id=note),
        call("widget_conversations_mark_read", team.visitor),
        call("widget_heartbeat", team.visitor, {}),
    ]
    assert call("tenant_conversations_set_status", team.owner, {"status": "CLOSED"}, id=team.id)[0] == 200
    asked += [
        call("widget_conversations_rate", team.visitor, {"score": 5}),
        call("widget_conversations_comment", team.visitor, {"comment": "Fine"}),
    ]
    said = json.dumps(asked)
    assert [status for status, _ in asked] == [200, 200, 200, 200, 404, 404, 404, 200, 200, 200, 200]
    assert "SECRET-NOTE" not in said
    assert team.ben.id not in said
    assert not {"mentionedIds", "tags"} & asked[0][1]["conversation"].keys()
    assert all(one["mentions"] == [] for one in asked[0][1]["messages"])


def test_what_is_written_for_visitors_has_no_notes(team: Team, changes: Changes) -> None:
    """Of the mails about unread messages and of what an analysis says, which quote the conversation."""
    from connextlive.chat import conversation

    team.notes("@Ben SECRET-NOTE", team.ben.id)
    call("agent_messages_send", team.anna, {"content": "Hello"}, id=team.id)
    found = conversation.load(team.owner.tenant_id, team.id)
    mailed = [one["content"] for one in message.unseen_by_visitor(found)]
    analyzed = [line.text for line in spoken(team.owner.tenant_id, team.id)]
    assert mailed == ["Hello"]
    assert "SECRET-NOTE" not in json.dumps(analyzed)


def test_a_workspace_may_not_be_asked_for_anothers_conversation(team: Team) -> None:
    stranger = an_agent(a_tenant())
    gone = an_error(404, "Conversation not found")
    assert call("agent_conversations_mark_mention_read", stranger, id=team.id) == gone
    assert call("agent_agents_list", stranger, query={"conversationId": team.id}) == gone
