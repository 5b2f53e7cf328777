"""Reading a list in one pass equals parsing and converting."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from connextlive.chat import conversation
from connextlive.chat.conversation import LISTED
from connextlive.table.codec import plain, typed
from connextlive.table.names import SHORT, WHOLE

CONVERSATION: dict[str, Any] = {
    "id": "cnv_1",
    "status": "CLOSED",
    "site_id": "site_1",
    "visitor_id": "vis_1",
    "visitor": {"id": "vis_1", "user_name": 'Ayşe "☃" \\', "user_email": "a@b.c", "country": "TR", "seen_at": "2026"},
    "agent_id": "usr_1",
    "agent": {"id": "usr_1", "name": "Ada"},
    "unread_count": 3,
    "message_count": 12345678901,
    "last_message": {
        "id": "msg_1",
        "content": "",
        "sender_type": "AGENT",
        "message_type": "TEXT",
        "created_at": "2026",
        "deleted_at": "2026",
    },
    "last_activity_at": "2026",
    "waiting_since": "2026",
    "first_response_at": "2026",
    "closed_at": "2026",
    "closed_by": "usr_1",
    "reopen_count": 0,
    "tags": ["vip", "x"],
    "attributes": {"plan": "gold"},
    "topics": [],
    "resolution": {
        "summary": "S",
        "outcome": "RESOLVED",
        "sentiment": "POSITIVE",
        "topics": ["a", "b"],
        "confidence": 0.75,
        "model": "m",
        "analyzed_at": "2026",
        "review": {"at": "2026", "by": "usr_1", "corrected": ["topics"], "analyzed": {"topics": ["a"]}},
    },
    "rating": {"score": 5, "comment": "Good", "created_at": "2026"},
    "messages_edited_at": "2026",
    "snoozed_until": "2026",
    "closing_at": "2026",
    "targets": {"first": {"state": "MET"}},
    "mood": {"value": "NEGATIVE", "since": "2026"},
    "mentioned": {"usr_1": "msg_1"},
    "created_at": "2026",
    "updated_at": "2026",
    "on_hold": True,
    "spam_since": "2026",
    "listed": "2026#cnv_1",
    "version": 7,
}


def answer(*items: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"Items": [typed(item) for item in items], "Count": len(items), **more}).encode()


def shortened(item: dict[str, Any]) -> dict[str, Any]:
    return {SHORT.get(name, name): value for name, value in item.items()}


def test_the_samples_name_all_that_a_list_shows() -> None:
    assert {WHOLE.get(name, name) for name in LISTED.fields} == set(CONVERSATION)
    assert {*CONVERSATION, *shortened(CONVERSATION)} == set(LISTED.fields)


@pytest.mark.parametrize("stored", [shortened, dict])
def test_items_are_plain_values(stored: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    waiting = {"id": "cnv_2", "status": "WAITING", "visitor": {"id": "vis_2"}, "tags": [], "unread_count": 0}
    items = [CONVERSATION, waiting]
    assert LISTED.read(answer(*map(stored, items))) == {"Items": items}
    assert [plain(typed(stored(item))) for item in items] == items


def test_what_the_list_does_not_show_is_left_out() -> None:
    last = {"pk": {"S": "a"}, "n": {"N": "1"}}
    more = CONVERSATION | {"held_since": "2026", "agent": CONVERSATION["agent"] | {"password_hash": "x"}}
    assert LISTED.read(answer(more, LastEvaluatedKey=last)) == {"Items": [CONVERSATION], "LastEvaluatedKey": last}


@pytest.mark.parametrize("text", [b"", b"<html>", b"[]", b'{"Count": 1}', b'{"Items": [{"id": {"S": 1}}]}'])
def test_what_is_no_answer_is_an_error(text: bytes) -> None:
    with pytest.raises(ValueError, match="validation error"):
        LISTED.read(text)


def test_nothing_that_a_list_shows_is_unread() -> None:
    """Cards contain what views show."""
    from connextlive.chat.schemas.conversations import AgentCard, LastMessage, Rating, Resolution, VisitorCard

    shown: dict[str, type[BaseModel]] = {"visitor": VisitorCard, "agent": AgentCard, "last_message": LastMessage}
    shown |= {"resolution": Resolution, "rating": Rating}
    computed = {"is_online": "seen_at"}
    for name, card in shown.items():
        # An agent's card is looked up; the stored one is only shown of those who cannot be found, without a picture.
        looked_up = {"avatar_url"} if name == "agent" else set()
        fields = {computed.get(field, field) for field in card.model_fields} - looked_up
        assert fields <= {*conversation.LISTED._cards[name]}, name


def test_no_two_attributes_are_stored_under_one_name() -> None:
    assert sorted(set(SHORT.values())) == sorted(SHORT.values())
