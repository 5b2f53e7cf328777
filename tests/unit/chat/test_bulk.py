"""What a change to many conversations reads and writes for each."""

import json
from collections import Counter
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from connextlive.chat import conversation
from connextlive.core.caller import Caller
from tests.support.builders import a_conversation, a_tenant, an_agent, call, counted_calls


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
    results = [(result["conversationId"], result["error"]) for result in answer["results"]]
    assert (status, results) == (200, [(one, None) for one in some])
    assert Counter(calls) == Counter(once) + Counter(each * len(some))


def test_a_part_that_is_to_be_tried_again_is_tried_again_under_the_same_key(
    cloud: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = a_tenant()
    done, busy, gone = a_conversation(owner), a_conversation(owner), "cnv_01JZ0000000000000000000000"
    request: Any = {"conversationIds": [done, busy, gone], "action": "resolve"}

    def results() -> list[int | None]:
        status, answer = call("tenant_conversations_bulk", owner, request, headers={"Idempotency-Key": "k-1"})
        assert [result["conversationId"] for result in answer["results"]] == [done, busy, gone]
        assert status == 200
        return [result["error"] and result["error"]["statusCode"] for result in answer["results"]]

    with monkeypatch.context() as patch:
        original: Any = vars(BaseClient)["_make_api_call"]

        def throttled(client: BaseClient, operation: str, asked: Any) -> Any:
            if operation == "TransactWriteItems" and busy in json.dumps(asked, default=repr):
                raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, operation)
            return original(client, operation, asked)

        patch.setattr(BaseClient, "_make_api_call", throttled)
        assert results() == [None, 503, 404]
    assert results() == [None, None, 404]
    calls = counted_calls(monkeypatch)
    assert results() == [None, None, 404]
    assert set(calls) == {"PutItem", "GetItem"}  # of the key: nothing is done a third time


def test_an_agent_takes_what_nobody_has_without_a_reply_and_undoes_it(cloud: None) -> None:
    owner = a_tenant()
    anna, bob = an_agent(owner, "Anna"), an_agent(owner, "Bob")
    waits, closed = a_conversation(owner), a_conversation(owner, "CLOSED")

    def claimed(by: Caller, *ids: str) -> list[tuple[int | None, bool]]:
        status, answer = call("agent_conversations_bulk", by, {"conversationIds": [*ids], "action": "claim"})
        assert status == 200
        return [
            (one["error"] and one["error"]["statusCode"], one["undoVersion"] is not None) for one in answer["results"]
        ]

    def state() -> tuple[str, str | None, str | None]:
        values = conversation.read(owner.tenant_id, waits)
        return values["status"], values.get("agent_id"), values.get("waiting_since")

    waited = state()[2]
    assert waited is not None
    assert claimed(anna, waits, closed) == [(None, True), (400, False)]
    assert state() == ("ACTIVE", anna.id, waited)
    assert claimed(bob, waits) == [(400, False)]
    assert claimed(anna, waits) == [(None, True)]
    version = conversation.read(owner.tenant_id, waits)["version"]
    assert call("agent_conversations_undo", anna, {"version": version}, id=waits)[0] == 200
    assert state() == ("WAITING", None, waited)
    status, answer = call("tenant_conversations_bulk", owner, {"conversationIds": [waits], "action": "claim"})
    assert (status, answer["results"][0]["error"]["statusMessage"]) == (200, "Agent not found")
