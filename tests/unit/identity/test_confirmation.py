"""The owner's address: until it is confirmed, the workspace mails nobody else."""

from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connextlive.chat import message
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.identity import confirmation, invitation, user, workspace
from tests.support.builders import (
    Clock,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    consume,
    failed,
)
from tools.generate.operations import module

NOT_CONFIRMED = an_error(
    400, "Confirm your own e-mail address first: we sent you a link", {"code": "EMAIL_NOT_CONFIRMED"}
)
ALREADY_MEMBER = an_error(400, "This person is already a member", {"code": "ALREADY_MEMBER"})
INVALID = an_error(400, "This link is out of date. Please ask for a new one.", {"code": "CONFIRMATION_INVALID"})
BODY = {"companyName": "Acme", "name": "Jane Doe", "email": "jane@acme.example", "password": "a long password"}


class SignUp:
    """Somebody who signs up where addresses are confirmed."""

    def __init__(self) -> None:
        _, answer = call("auth_register", body=BODY)
        found = answer["user"]
        self.owner = Caller(found["tenantId"], found["id"], found["role"], found["name"])
        self.tenant_id = self.owner.tenant_id

    @property
    def workspace(self) -> workspace.Workspace:
        return workspace.load(self.tenant_id)

    @property
    def is_confirmed(self) -> bool:
        confirmed: bool = call("tenant_workspace_get", self.owner)[1]["workspace"]["ownerConfirmed"]
        return confirmed

    def invites(self) -> tuple[int, Json]:
        return call("tenant_agents_invite", self.owner, {"name": "Ivy", "email": "ivy@example.com"})

    def is_mailed(self) -> Json:
        event = {"type": "workspace.confirmation_requested", "tenantId": self.tenant_id, "userId": self.owner.id}
        return consume("on_event_account_mail", event)

    def confirms(self, token: str) -> tuple[int, Json]:
        return call("auth_confirm_email", body={"token": token})


@pytest.fixture
def jane(mailbox: Any, monkeypatch: pytest.MonkeyPatch) -> SignUp:
    monkeypatch.setattr(module("auth_register"), "MUST_CONFIRM", True)
    return SignUp()


def sent_to(mailbox: Any) -> list[str]:
    return [address for one in mailbox.sent_messages for address in one.destinations["ToAddresses"]]


def token_in(mailbox: Any) -> str:
    link = unescape(mailbox.sent_messages[-1].body.partition('<a href="')[2].partition('"')[0])
    assert urlsplit(link).path == "/console/confirm-email"
    return parse_qs(urlsplit(link).query)["token"][0]


def test_a_new_workspace_waits_for_its_owner(jane: SignUp, mailbox: Any) -> None:
    assert not jane.is_confirmed
    assert jane.is_mailed() == failed()
    assert sent_to(mailbox) == ["jane@acme.example"]
    assert jane.confirms(token_in(mailbox)) == (200, {"ok": True})
    assert jane.is_confirmed


def test_where_none_is_asked_for_nothing_is_to_be_confirmed(mailbox: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module("auth_register"), "MUST_CONFIRM", False)
    jane = SignUp()
    assert jane.is_confirmed
    assert jane.invites()[0] == 200
    assert jane.is_mailed() == failed()
    assert sent_to(mailbox) == []


def test_nobody_is_invited_before(jane: SignUp, mailbox: Any) -> None:
    assert jane.invites() == NOT_CONFIRMED
    assert invitation.all_of(jane.tenant_id) == []
    jane.confirms(confirmation.token(jane.workspace))
    assert jane.invites()[0] == 200


def test_no_visitor_is_mailed_before(jane: SignUp, mailbox: Any, clock: Clock) -> None:
    # GIVEN a visitor who has left, and an agent's answer
    vera = a_visitor(jane.owner, user_email="vera@example.com")
    anna, talk = an_agent(jane.owner), a_conversation(jane.owner, by=vera)
    clock.advance(3600)
    answer, _ = message.send_as_agent(jane.tenant_id, talk, anna.id, Draft("Hello"))
    event = {
        "tenantId": jane.tenant_id,
        "conversationId": talk,
        "messageId": answer.id,
        "senderType": "AGENT",
        "senderId": anna.id,
    }
    # THEN they are mailed once the address is confirmed
    assert consume("on_event_visitor_mail", event) == failed()
    assert sent_to(mailbox) == []
    jane.confirms(confirmation.token(jane.workspace))
    assert consume("on_event_visitor_mail", event) == failed()
    assert sent_to(mailbox) == ["vera@example.com"]


def test_a_link_works_until_another_is_sent(jane: SignUp) -> None:
    earlier = confirmation.token(jane.workspace)
    assert call("tenant_workspace_confirm", jane.owner) == (200, {"ok": True})
    later = confirmation.token(jane.workspace)
    assert (earlier != later, jane.confirms(earlier), jane.confirms(later)[0]) == (True, INVALID, 200)
    assert jane.confirms(later) == (200, {"ok": True})


def test_a_link_is_for_one_workspace(jane: SignUp) -> None:
    other = a_tenant()
    _, _, secret = confirmation.token(jane.workspace).partition(".")
    assert jane.confirms(f"{other.tenant_id.removeprefix('ten_')}.{secret}") == INVALID
    assert not jane.is_confirmed


@pytest.mark.parametrize("token", ["x", "x.y", ".", "01HX5ZZKBKACTAV9WEVGEMMVRZ.secret", "ten_A#x.y", "ü.ü"])
def test_what_is_no_link_confirms_nothing(jane: SignUp, token: str) -> None:
    assert jane.confirms(token) == INVALID


def test_links_are_not_asked_for_without_end(jane: SignUp) -> None:
    statuses = [call("tenant_workspace_confirm", jane.owner)[0] for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_a_confirmed_workspace_is_sent_no_link(mailbox: Any) -> None:
    owner = a_tenant()
    assert call("tenant_workspace_confirm", owner) == (200, {"ok": True})
    assert workspace.load(owner.tenant_id).confirmation is None


def test_somebody_removed_is_not_mailed(jane: SignUp, mailbox: Any) -> None:
    user.load(jane.tenant_id, jane.owner.id).delete()
    assert jane.is_mailed() == failed()
    assert sent_to(mailbox) == []


# ── Somebody else's address ──────────────────────────────────────────────────────────────────────────────────────────


def _invited(email: str = BODY["email"]) -> str:
    """The token of an invitation to a workspace that may mail."""
    owner = a_tenant()
    assert call("tenant_agents_invite", owner, {"name": "Jane", "email": email})[0] == 200
    made = invitation.all_of(owner.tenant_id)[0]
    return invitation.token(owner.tenant_id, made["id"], made["nonce"])


def _logs_in(password: str) -> int:
    return call("auth_login", body={"email": BODY["email"], "password": password})[0]


def test_a_sign_up_that_nobody_confirmed_does_not_keep_its_address_from_an_invitation(jane: SignUp) -> None:
    assert not jane.is_confirmed
    token = _invited()
    status, answer = call("auth_accept_invite", body={"token": token, "password": "of the real Jane"})
    assert (status, answer["user"]["role"]) == (200, "AGENT")
    assert (_logs_in("of the real Jane"), _logs_in(BODY["password"])) == (200, 401)


@pytest.mark.parametrize("is_before", [True, False])
def test_an_address_that_was_confirmed_is_a_members(jane: SignUp, is_before: bool) -> None:
    tokens = [] if is_before else [_invited()]
    jane.confirms(confirmation.token(jane.workspace))
    assert call("tenant_agents_invite", a_tenant(), {"name": "Jane", "email": BODY["email"]}) == ALREADY_MEMBER
    for token in tokens:
        answer = call("auth_accept_invite", body={"token": token, "password": "of somebody else"})
        assert answer == an_error(400, "This invitation has expired or was used already", {"code": "INVITE_EXPIRED"})
    assert _logs_in(BODY["password"]) == 200


def test_an_agent_of_an_unconfirmed_workspace_is_a_member(jane: SignUp) -> None:
    anna = user.load(jane.tenant_id, an_agent(jane.owner).id)
    assert call("tenant_agents_invite", a_tenant(), {"name": "Anna", "email": anna.email}) == ALREADY_MEMBER
