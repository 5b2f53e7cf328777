"""A busy tenant's lists are sharded, and read as one."""

from time import sleep

import pytest

from connextlive.chat import conversation
from connextlive.chat.conversation import STATUSES
from tests.support.builders import a_conversation, a_key, a_tenant, a_visitor, call


@pytest.mark.parametrize("query", [{}, {"status": "WAITING"}, {"status": "ACTIVE,CLOSED"}, {"agentId": "unassigned"}])
def test_lists_in_several_partitions_are_listed_as_one(
    query: dict[str, str], cloud: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN conversations from before and after their lists were divided
    owner = a_tenant()
    key, _ = a_key(owner)
    for number in range(12):
        if number == 4:
            monkeypatch.setattr(conversation, "LIST_SHARDS", 3)
        sleep(0.002)
        a_conversation(owner, STATUSES[number % 3], by=a_visitor(owner, key))
    # WHEN one list is read at once, and another page by page
    whole = call("tenant_conversations_list", owner, query=query)[1]["conversations"]
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        more = query | {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        answer = call("tenant_conversations_list", owner, query=more)[1]
        found += [one["id"] for one in answer["conversations"]]
        cursor = answer["pagination"]["nextCursor"]
    # THEN both have everything, in the order of activity
    assert found == [one["id"] for one in whole]
    assert [one["lastActivityAt"] for one in whole] == sorted((one["lastActivityAt"] for one in whole), reverse=True)
    assert len(whole) == {"WAITING": 4, "ACTIVE,CLOSED": 8}.get(query.get("status", ""), 12)
