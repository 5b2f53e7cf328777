"""What a request has done is answered as done: no call after its commit can fail it. A client that is told of a failure
does it again, and is then refused, or is somebody else the second time."""

import json
import time
from base64 import b32decode
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ReadTimeoutError

from connextlive.audit import log
from connextlive.aws import signing_secret
from connextlive.chat import session, visitor
from connextlive.core.caller import Caller
from connextlive.identity import invitation, passwords, second_factor, tokens, user, user_session
from connextlive.table import throttle, writes
from connextlive.table.orm import UpdateError
from tests.support.builders import Clock, Json, a_conversation, a_key, a_tenant, a_visitor, an_agent, call

CANCELED = "TransactionCanceledException"
PASSWORD = "correct horse 1"
HASH = passwords.hash_of(PASSWORD)


class Throttled:
    """While it is used, AWS takes nothing after the first write with `text` in it, nor, if it `refuses` it, that write.
    The signing secret has not been read before."""

    def __init__(self, text: str, *, refuses: bool = False) -> None:
        self._text, self._refuses, self._is_over = text, refuses, False
        self._patch = pytest.MonkeyPatch()

    def __enter__(self) -> None:
        signing_secret._cache.clear()
        original: Any = vars(BaseClient)["_make_api_call"]

        def answer(client: BaseClient, operation: str, request: Any) -> Any:
            writes = operation in ("PutItem", "TransactWriteItems") and self._text in json.dumps(request, default=repr)
            if self._is_over or (writes and self._refuses):
                raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, operation)
            answered = original(client, operation, request)
            self._is_over |= writes
            return answered

        self._patch.setattr(BaseClient, "_make_api_call", answer)

    def __exit__(self, *_: object) -> None:
        self._patch.undo()
        assert self._is_over is not self._refuses  # it has seen the write


def is_logged_in(answer: Json) -> bool:
    """Whether the answer's token is that of a session that is listed."""
    claims = tokens.verify(answer["token"])
    return [one["id"] for one in user_session.all_of(claims.tenant_id, claims.id)] == [claims.session_id]


def test_who_registers_is_logged_in(cloud: None) -> None:
    body = {"companyName": "Acme", "name": "Olga", "email": "olga@example.com", "password": PASSWORD}
    with Throttled("login#olga@example.com"):
        status, answer = call("auth_register", body=body)
    assert status == 200
    assert is_logged_in(answer)


def test_who_accepts_an_invitation_is_logged_in(cloud: None) -> None:
    owner = a_tenant()
    invited = invitation.invite(owner.tenant_id, "Ivy", "ivy@example.com")
    body = {"token": invitation.token(owner.tenant_id, invited.id, invited.nonce), "password": PASSWORD}
    with Throttled("login#ivy@example.com"):
        status, answer = call("auth_accept_invite", body=body)
    assert status == 200
    assert is_logged_in(answer)


def test_an_invitation_whose_acceptance_failed_can_be_accepted_again(cloud: None) -> None:
    owner = a_tenant()
    invited = invitation.invite(owner.tenant_id, "Ivy", "ivy@example.com")
    body = {"token": invitation.token(owner.tenant_id, invited.id, invited.nonce), "password": PASSWORD}
    with Throttled("login#ivy@example.com", refuses=True):
        assert call("auth_accept_invite", body=body)[0] == 503
    assert is_logged_in(call("auth_accept_invite", body=body)[1])


def test_who_registers_while_other_transactions_go_on_is_not_told_that_the_address_is_taken(
    cloud: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    original: Any = vars(BaseClient)["_make_api_call"]
    canceled = {"CancellationReasons": [{"Code": "TransactionConflict"}], "Error": {"Code": CANCELED, "Message": ""}}
    conflicts = iter([ClientError(canceled, "TransactWriteItems")])  # type: ignore[arg-type]  # the stubs name every member

    def answer(client: BaseClient, operation: str, request: Any) -> Any:
        if operation == "TransactWriteItems" and (conflict := next(conflicts, None)):
            raise conflict
        return original(client, operation, request)

    monkeypatch.setattr(BaseClient, "_make_api_call", answer)
    body = {"companyName": "Acme", "name": "Olga", "email": "olga@example.com", "password": PASSWORD}
    assert is_logged_in(call("auth_register", body=body)[1])


def test_a_limit_that_cannot_be_counted_in_time_is_no_failure_of_ours(
    cloud: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unanswered(client: BaseClient, operation: str, request: Any) -> Any:
        raise ReadTimeoutError(endpoint_url="aws")

    monkeypatch.setattr(BaseClient, "_make_api_call", unanswered)
    with pytest.raises(UpdateError) as error:
        throttle.reserve({"login#olga@example.com": 5})
    assert writes.is_passing(error.value)


def test_a_hold_that_is_set_again_is_in_the_audit_log_once(cloud: None) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    for on_hold in (True, True, False):
        assert call("tenant_visitors_hold", owner, {"onHold": on_hold}, id=vera.id)[1]["visitor"]["onHold"] is on_hold
    assert len(log.page(owner.tenant_id, log.Wanted(action="visitor.hold_changed"), 10, None)[0]) == 2
    conversation_id = a_conversation(owner)
    for on_hold in (True, True, False):
        assert call("tenant_conversations_hold", owner, {"onHold": on_hold}, id=conversation_id)[0] == 200
    assert len(log.page(owner.tenant_id, log.Wanted(action="conversation.hold_changed"), 10, None)[0]) == 2


def with_a_second_factor(anna: Caller) -> list[str]:
    """Turns it on, and returns the recovery codes."""
    secret = call("auth_second_factor_begin", anna, {"password": PASSWORD})[1]["secret"]
    code = second_factor.code_at(b32decode(secret), int(time.time()) // second_factor.STEP)
    codes: list[str] = call("auth_second_factor_confirm", anna, {"code": code})[1]["recoveryCodes"]
    return codes


def renewals(of: Caller) -> list[str | None]:
    """Whose recovery codes were renewed, by the audit log."""
    found, _ = log.page(of.tenant_id, log.Wanted(action="user.recovery_codes_renewed"), 10, None)
    return [one["object_id"] for one in found]


def test_renewed_recovery_codes_are_told_and_in_the_audit_log(cloud: None, clock: Clock) -> None:
    anna = an_agent(a_tenant(), password_hash=HASH)
    codes = with_a_second_factor(anna)
    with Throttled("second-factor"):
        status, answer = call("auth_second_factor_renew_codes", anna, {"code": codes[0]})
    assert (status, len(answer["recoveryCodes"])) == (200, second_factor.RECOVERY_CODES)
    assert renewals(anna) == [anna.id]


def test_a_code_is_not_used_up_by_a_renewal_that_failed(cloud: None, clock: Clock) -> None:
    anna = an_agent(a_tenant(), password_hash=HASH)
    codes = with_a_second_factor(anna)
    with Throttled("second-factor", refuses=True):
        assert call("auth_second_factor_renew_codes", anna, {"code": codes[0]})[0] == 503
    assert renewals(anna) == []
    assert call("auth_second_factor_renew_codes", anna, {"code": codes[0]})[0] == 200
    assert renewals(anna) == [anna.id]


def test_who_turns_their_second_factor_off_is_told_so(cloud: None, clock: Clock) -> None:
    anna = an_agent(a_tenant(), password_hash=HASH)
    codes = with_a_second_factor(anna)
    with Throttled("has_second_factor"):
        status, answer = call("auth_second_factor_turn_off", anna, {"password": PASSWORD, "code": codes[0]})
    assert (status, answer) == call("auth_second_factor_get", anna)


def test_a_code_is_not_used_up_by_turning_off_that_failed(cloud: None, clock: Clock) -> None:
    anna = an_agent(a_tenant(), password_hash=HASH)
    body = {"password": PASSWORD, "code": with_a_second_factor(anna)[0]}
    with Throttled("has_second_factor", refuses=True):
        assert call("auth_second_factor_turn_off", anna, body)[0] == 503
    assert call("auth_second_factor_turn_off", anna, body)[0] == 200


def a_login(of: Caller, code: str) -> Json:
    return {"email": user.load(of.tenant_id, of.id).email, "password": PASSWORD, "code": code}


def logins(of: Caller) -> int:
    """How many the audit log has."""
    return len(log.page(of.tenant_id, log.Wanted(action="user.logged_in"), 10, None)[0])


def test_who_logs_in_with_a_code_is_logged_in(cloud: None, clock: Clock) -> None:
    anna = an_agent(a_tenant(), password_hash=HASH)
    body = a_login(anna, with_a_second_factor(anna)[0])
    with Throttled("second-factor"):
        status, answer = call("auth_login", body=body)
    assert status == 200
    assert is_logged_in(answer)
    assert logins(anna) == 1


def test_a_code_is_not_used_up_by_a_login_that_failed(cloud: None, clock: Clock) -> None:
    anna = an_agent(a_tenant(), password_hash=HASH)
    body = a_login(anna, with_a_second_factor(anna)[0])
    with Throttled("second-factor", refuses=True):
        assert call("auth_login", body=body)[0] == 503
    assert logins(anna) == 0
    assert is_logged_in(call("auth_login", body=body)[1])
    assert logins(anna) == 1


def test_a_secret_is_told_once_it_is_in_use(cloud: None) -> None:
    owner = a_tenant()
    hook = {"url": "https://crm.example.com/", "events": ["*"]}
    with Throttled("crm.example.com"):
        status, made = call("tenant_webhooks_create", owner, hook)
    assert (status, made["secret"][:6]) == (200, "whsec_")
    with Throttled("secret_generation"):
        status, rotated = call("tenant_webhooks_rotate_secret", owner, id=made["webhook"]["id"])
    assert status == 200
    assert rotated["secret"] != made["secret"]
    key, _ = a_key(owner)
    with Throttled("secret_generation"):
        assert call("tenant_sites_rotate_secret", owner, id=key.site_id)[0] == 200


def test_who_gives_a_conversation_away_is_told_so(cloud: None) -> None:
    owner = a_tenant()
    anna, ben = an_agent(owner, "Anna"), an_agent(owner, "Ben")
    conversation_id = a_conversation(owner, "ACTIVE", anna)
    with Throttled(ben.id):
        status, answer = call("agent_conversations_assign", anna, {"agentId": ben.id}, id=conversation_id)
    assert (status, answer["conversation"]["agentId"]) == (200, ben.id)


@pytest.mark.parametrize("rated_with", ["Great", None])
def test_who_rates_a_conversation_is_told_so(cloud: None, rated_with: str | None) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    a_conversation(owner, "CLOSED", an_agent(owner), by=vera)
    if rated_with:
        with Throttled("Great"):
            assert call("widget_conversations_rate", vera, {"score": 5, "comment": "Great"})[0] == 200
    else:
        assert call("widget_conversations_rate", vera, {"score": 5})[0] == 200
        with Throttled("Thanks"):
            assert call("widget_conversations_comment", vera, {"comment": "Thanks"})[0] == 200


@pytest.mark.parametrize("function", ["agent_messages_send", "widget_messages_send"])
def test_a_message_that_was_sent_is_told_so(cloud: None, function: str) -> None:
    owner = a_tenant()
    anna, vera = an_agent(owner), a_visitor(owner)
    place = {"id": a_conversation(owner, "ACTIVE", anna, by=vera)} if function.startswith("agent") else {}
    with Throttled("Good morning"):
        status, answer = call(function, anna if place else vera, {"content": "Good morning"}, **place)
    assert (status, answer["message"]["content"]) == (200, "Good morning")


def enter(plain_key: str, **body: Any) -> tuple[int, Json]:
    return call("widget_sessions_create", body=body, headers={"X-API-Key": plain_key})


def test_a_new_visitor_gets_their_session(cloud: None) -> None:
    _, plain_key = a_key(a_tenant())
    with Throttled('"S": "visitor"'):
        status, answer = enter(plain_key, userName="Vera")
    assert status == 200
    resumed = enter(plain_key, visitorId=answer["visitor"]["id"], visitorToken=answer["token"])[1]
    assert (resumed["visitor"]["id"], resumed["visitor"]["visitCount"]) == (answer["visitor"]["id"], 2)


def test_a_returning_visitor_gets_their_conversation_as_it_is_now(cloud: None) -> None:
    owner = a_tenant()
    key, plain_key = a_key(owner)
    vera = a_visitor(owner, key)
    conversation_id = a_conversation(owner, "ACTIVE", an_agent(owner, "Anna"), by=vera)
    found = visitor.load(owner.tenant_id, vera.id)
    resume = {"visitorId": vera.id, "visitorToken": session.token_of(found)[0], "userName": "Vera"}
    with Throttled('"S": "visitor"'):
        status, answer = enter(plain_key, **resume)
    shown = answer["conversation"]
    assert (status, shown["id"], shown["agent"]["name"]) == (200, conversation_id, "Anna")
    assert (shown["visitor"]["userName"], shown["visitor"]["isOnline"]) == ("Vera", True)
    assert answer["visitor"]["visitCount"] == found.visit_count + 1
