"""Answers that stay dictionaries are written as those that become models."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from connextlive.chat.schemas.conversation_lists import TenantConversations
from connextlive.chat.schemas.conversations import shown
from tests.unit.table.test_shapes import CONVERSATION

BARE = ("closed_at", "agent_id", "agent", "resolution", "rating", "last_message", "mood", "targets", "mentioned")


def conversations(*listed: dict[str, Any]) -> dict[str, Any]:
    return {
        "conversations": listed,
        "pagination": {"total": 2, "limit": 50, "offset": 0, "has_more": False, "next_cursor": None},
        "counts": {"active": 1, "waiting": 0, "closed": 1, "total": 2, "unread": 3},
        "spam_count": 0,
        "snoozed_count": 0,
        "agents": [{"id": "usr_1", "name": "Ada", "active": 1, "waiting": 0, "closed": 0, "unread": 3}],
        "has_more_agents": False,
    }


def listed(**more: Any) -> dict[str, Any]:
    target = {"first": {"minutes": 5, "left": 0, "due_at": "2026", "ended_at": "2026"}}
    review = CONVERSATION["resolution"]["review"]
    analyzed = {"outcome": "RESOLVED", "sentiment": "NEUTRAL", "topics": ["a"]}
    resolution = CONVERSATION["resolution"] | {"sentiment": "NEUTRAL", "review": review | {"analyzed": analyzed}}
    whole: Any = CONVERSATION | {"resolution": resolution | {"outcome": "RESOLVED"}, "targets": target}
    return shown(whole, "2025") | more


def test_what_is_written_equals_what_models_write() -> None:
    match = {"field": "content", "snippet": "a", "ranges": [(0, 1)]}
    bare = {name: value for name, value in listed().items() if name not in BARE} | {"targets": {}, "mentioned_ids": []}
    values = conversations(listed(match=match), bare)
    models = BaseModel.model_dump_json(TenantConversations.model_validate(values), by_alias=True)
    assert TenantConversations.of_values(values).model_dump_json(by_alias=True) == models


def test_values_are_checked_as_those_of_models() -> None:
    values = conversations(listed(status="LOST"))
    with pytest.raises(ValidationError) as of_models:
        TenantConversations.model_validate(values)
    with pytest.raises(ValidationError) as plain:
        TenantConversations.of_values(values)
    assert plain.value.errors() == of_models.value.errors()
