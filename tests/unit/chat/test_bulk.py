"""What a change to many conversations reads and writes for each."""

from collections import Counter

import pytest

from tests.support.builders import a_conversation, a_tenant, call, counted_calls


@pytest.mark.parametrize(
    ("action", "once", "each"),
    [
        ({"action": "label", "addLabels": ["VIP"]}, ["GetItem"], ["GetItem", "PutItem"]),
        ({"action": "resolve"}, ["GetItem"], ["GetItem", "TransactWriteItems"]),
    ],
)
def test_what_all_have_in_common_is_read_once(
    cloud: None, monkeypatch: pytest.MonkeyPatch, action: dict[str, object], once: list[str], each: list[str]
) -> None:
    owner = a_tenant()
    assert call("tenant_labels_create", owner, {"name": "VIP", "color": "#336699"})[0] == 200
    some = [a_conversation(owner) for _ in range(3)]
    calls = counted_calls(monkeypatch)
    status, answer = call("tenant_conversations_bulk", owner, {"conversationIds": some, **action})
    assert (status, answer) == (200, {"results": [{"conversationId": one, "error": None} for one in some]})
    assert Counter(calls) == Counter(once) + Counter(each * len(some))
