"""The authorizer's context says of a caller what functions need of them."""

from typing import Any

import pytest

from connextlive.core.caller import Caller

USER = Caller("ten_1", "usr_1", "AGENT", "Ada", session_id="ses_1", is_limited=True, token_id="tok_1")
VISITOR = Caller("ten_1", "vis_1", "VISITOR", "", "key_1", 3, 1_800_000_000, conversation_id="cnv_1")


@pytest.mark.parametrize("caller", [USER, VISITOR, Caller("ten_1", "usr_1", "CUSTOMER", "Olga")])
def test_a_connections_caller_is_the_one_that_was_authorized(caller: Caller) -> None:
    assert Caller.of_context(caller.context(is_connection=True)) == caller


def test_a_requests_context_has_no_more_than_requests_need() -> None:
    said: dict[str, Any] = VISITOR.context(is_connection=False)
    assert said == {"tenantId": "ten_1", "userId": "vis_1", "role": "VISITOR", "name": "", "conversationId": "cnv_1"}


def test_a_context_has_texts_only_as_api_gateway_wants_it() -> None:
    assert all(
        isinstance(value, str) for caller in (USER, VISITOR) for value in caller.context(is_connection=True).values()
    )
