"""Daily budgets of a workspace: what is over one waits for the next day or is dropped, and its owner is told once."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from connextlive.aws import clients
from connextlive.chat import conversation, message, upkeep
from connextlive.core.budgets import Paused
from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.events.domain import Change, of_change
from connextlive.events.types import BudgetReached
from connextlive.identity import budget, invitation, workspace
from connextlive.push import subscription as push_subscription
from connextlive.table import items, postponed
from tests.browser_push import Browser
from tests.receiver import Receiver, a_receiver
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_conversation,
    a_tenant,
    an_agent,
    call,
    consume,
    counted_calls,
    everything_under,
    failed,
)

DAY = 24 * 3600
MIDNIGHT = 16 * 3600  # seconds from the clock's beginning to the end of the day in UTC


@pytest.fixture(autouse=True)
def _anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process knows of anything yet, and two of each are allowed."""
    budget.forget()
    for name in ("DAILY_ANALYSES", "DAILY_ASSISTANCE", "DAILY_MAILS", "DAILY_PUSHES"):
        monkeypatch.setenv(name, "2")


@pytest.fixture
def owner(cloud: None) -> Caller:
    return a_tenant("PRO", email="olga@example.com")


@pytest.fixture
def queues(cloud: None) -> Callable[[str], list[Json]]:
    """Takes what is in a queue."""
    sqs = clients.client("sqs")
    urls = {
        name: sqs.create_queue(QueueName=name)["QueueUrl"]
        for name in ("OnAgentInvitedQueue", "OnConversationResolvedQueue", "OnReportReadyQueue")
    }

    def taken(name: str) -> list[Json]:
        found = []
        while got := sqs.receive_message(QueueUrl=urls[name], MaxNumberOfMessages=10).get("Messages"):
            found += [json.loads(one["Body"]) for one in got]
            for one in got:
                sqs.delete_message(QueueUrl=urls[name], ReceiptHandle=one["ReceiptHandle"])
        return found

    return taken


def _invite(owner: Caller, number: int) -> Json:
    """The event of an invitation."""
    invited = invitation.invite(owner.tenant_id, f"Ivy {number}", f"ivy{number}@example.com")
    return {"eventId": f"evt_{number}", "tenantId": owner.tenant_id, "invitationId": invited.id}


def _mailed(owner: Caller, *numbers: int) -> None:
    for number in numbers:
        assert consume("on_agent_invited", _invite(owner, number)) == failed()


def _addresses(mailbox: Any) -> list[str]:
    return [one.destinations["ToAddresses"][0] for one in mailbox.sent_messages]


def _budgets(owner: Caller) -> dict[str, Json]:
    status, answer = call("tenant_budgets_get", owner)
    assert status == 200
    return {one.pop("budget"): one for one in answer["budgets"]}


def _reached(changes: Changes) -> list[BudgetReached]:
    happened = (one for record in changes.new() for one in of_change(Change.of(record)))
    return [one for one in happened if isinstance(one, BudgetReached)]


def _set(owner: Caller, **budgets: int | None) -> None:
    status, _ = call("tenant_workspace_update", owner, {"settings": {"budgets": budgets}})
    assert status == 200


def _resume() -> None:
    upkeep.run(1e12)


# ── Mails ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_mails_beyond_the_budget_wait_for_the_next_day(
    owner: Caller, mailbox: Any, clock: Clock, queues: Callable[[str], list[Json]]
) -> None:
    _mailed(owner, 1, 2, 3)
    assert _addresses(mailbox) == ["ivy1@example.com", "ivy2@example.com"]
    _resume()
    assert queues("OnAgentInvitedQueue") == []
    clock.advance(MIDNIGHT + upkeep.SETTLED + 1)
    _resume()
    [again] = queues("OnAgentInvitedQueue")
    assert consume("on_agent_invited", again["detail"]) == failed()
    assert _addresses(mailbox)[2:] == ["ivy3@example.com"]
    assert everything_under(f"{owner.tenant_id}#postponed") == []
    assert everything_under("upkeep") == []


def test_a_mail_that_waits_and_is_delivered_twice_is_sent_once(
    owner: Caller, mailbox: Any, clock: Clock, queues: Callable[[str], list[Json]]
) -> None:
    _mailed(owner, 1, 2)
    event = _invite(owner, 3)
    for _ in range(2):
        assert consume("on_agent_invited", event) == failed()
    clock.advance(DAY)
    _resume()
    [again] = queues("OnAgentInvitedQueue")
    for _ in range(2):
        assert consume("on_agent_invited", again["detail"]) == failed()
    assert _addresses(mailbox) == ["ivy1@example.com", "ivy2@example.com", "ivy3@example.com"]


def test_what_is_delivered_twice_counts_once(owner: Caller, mailbox: Any, clock: Clock) -> None:
    event = _invite(owner, 1)
    for _ in range(5):
        assert consume("on_agent_invited", event) == failed()
    assert _budgets(owner)["MAILS"]["used"] == 1


def test_who_is_interrupted_while_resuming_loses_and_doubles_nothing(
    owner: Caller, mailbox: Any, clock: Clock, queues: Callable[[str], list[Json]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _mailed(owner, 1, 2, 3, 4)
    clock.advance(DAY)

    def die(item: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(postponed, "remove", die)
        with pytest.raises(KeyboardInterrupt):
            _resume()
    _resume()
    again = queues("OnAgentInvitedQueue")
    assert len(again) == 3
    for one in again:
        assert consume("on_agent_invited", one["detail"]) == failed()
    assert sorted(_addresses(mailbox)) == [f"ivy{number}@example.com" for number in (1, 2, 3, 4)]
    assert everything_under(f"{owner.tenant_id}#postponed") == []


def test_as_many_wait_as_the_budget_and_the_rest_is_dropped(owner: Caller, mailbox: Any, clock: Clock) -> None:
    _mailed(owner, *range(1, 8))
    assert len(everything_under(f"{owner.tenant_id}#postponed")) == 2


def test_what_waits_for_a_week_is_forgotten(owner: Caller, mailbox: Any, clock: Clock) -> None:
    _mailed(owner, 1, 2, 3)
    [waiting] = items.query(f"{owner.tenant_id}#postponed", limit=10)
    assert int(waiting["expires_at"]["N"]) == clock.now + 7 * DAY


def test_a_flood_costs_no_writes_once_the_budget_and_what_waits_are_full(
    owner: Caller, mailbox: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _mailed(owner, *range(1, 6))
    calls = counted_calls(monkeypatch)
    held = workspace.load(owner.tenant_id)
    for _ in range(10):
        with pytest.raises(Paused):
            budget.mail(held)
    assert calls == ["GetItem"]  # the workspace


def test_a_unit_costs_one_write(owner: Caller, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    held = workspace.load(owner.tenant_id)
    calls = counted_calls(monkeypatch)
    budget.mail(held)
    assert calls == ["UpdateItem"]


def test_password_resets_are_mailed_however_much_was(owner: Caller, mailbox: Any, clock: Clock) -> None:
    _mailed(owner, 1, 2, 3)
    assert call("auth_forgot_password", None, {"email": "olga@example.com"})[0] == 200
    event = {"type": "user.reset_requested", "tenantId": owner.tenant_id, "userId": owner.id}
    assert consume("on_event_account_mail", event) == failed()
    assert _addresses(mailbox)[2:] == ["olga@example.com"]
    assert _budgets(owner)["MAILS"]["used"] == 2


# ── Analyses ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _resolved(owner: Caller, number: int) -> Json:
    """The event of a conversation that was resolved."""
    held = a_conversation(owner, says="Where is my invoice?")
    message.resolve(owner.tenant_id, held, owner.id, "Closed.")
    return {"eventId": f"evt_{number}", "tenantId": owner.tenant_id, "conversationId": held}


def test_analyses_beyond_the_budget_are_made_up_for_on_the_next_day(
    owner: Caller, clock: Clock, queues: Callable[[str], list[Json]]
) -> None:
    events = [_resolved(owner, number) for number in range(3)]
    assert consume("on_conversation_resolved", *events) == failed()
    analyzed = partial(conversation.read, owner.tenant_id, events[2]["conversationId"])
    assert "resolution" not in analyzed()
    clock.advance(DAY)
    _resume()
    [again] = queues("OnConversationResolvedQueue")
    assert consume("on_conversation_resolved", again["detail"]) == failed()
    assert "resolution" in analyzed()
    assert _budgets(owner)["ANALYSES"]["used"] == 1


def test_a_conversation_that_is_analyzed_already_counts_no_more(owner: Caller, clock: Clock) -> None:
    event = _resolved(owner, 1)
    for _ in range(5):
        assert consume("on_conversation_resolved", event) == failed()
    assert _budgets(owner)["ANALYSES"]["used"] == 1


# ── Push notifications ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("PRIVATE_DESTINATIONS", "allowed")
    with a_receiver() as receiver:
        receiver.answer = lambda request: (201, b"")
        yield receiver


def test_push_notifications_beyond_the_budget_are_dropped(owner: Caller, clock: Clock, service: Receiver) -> None:
    agent = an_agent(owner)
    browser = Browser(service.url + "/one")
    keys = browser.subscription["keys"]
    push_subscription.register(agent.tenant_id, agent.id, browser.endpoint, keys["p256dh"], keys["auth"])
    for number in range(4):
        held = a_conversation(owner, agent=agent)
        ids = {"tenantId": owner.tenant_id, "conversationId": held, "agentId": agent.id}
        assert (
            consume("on_event_push", {"eventId": f"evt_{number}", "type": "conversation.assigned", **ids}) == failed()
        )
    assert len(service.requests) == 2
    assert everything_under(f"{owner.tenant_id}#postponed") == []
    assert _budgets(owner)["PUSHES"]["isPaused"]


# ── Who is told ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_event_comes_once_a_day(owner: Caller, mailbox: Any, clock: Clock, changes: Changes) -> None:
    _mailed(owner, 1, 2)
    assert _reached(changes) == []
    _mailed(owner, 3, 4, 5, 6)
    [event] = _reached(changes)
    assert event.facts == {"budget": "MAILS", "limit": 2, "until": "2027-01-16T00:00:00.000Z"}
    clock.advance(DAY)
    _mailed(owner, 7, 8, 9)
    assert [one.until for one in _reached(changes)] == ["2027-01-17T00:00:00.000Z"]


def test_the_pause_is_noted_by_the_next_if_the_first_died_doing_so(
    owner: Caller, mailbox: Any, clock: Clock, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    _mailed(owner, 1, 2)

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(budget, "_note_pause", die)
        with pytest.raises(KeyboardInterrupt):
            consume("on_agent_invited", _invite(owner, 3))
    _mailed(owner, 4)
    assert len(_reached(changes)) == 1


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("ANALYSES", "Acme: AI analyses are paused until tomorrow"),
        ("ASSISTANCE", "Acme: AI help in open conversations is paused until tomorrow"),
        ("MAILS", "Acme: e-mails are paused until tomorrow"),
        ("PUSHES", "Acme: push notifications are paused until tomorrow"),
    ],
)
def test_the_owner_is_mailed_once_and_without_counting(
    owner: Caller, mailbox: Any, clock: Clock, kind: str, subject: str
) -> None:
    _mailed(owner, 1, 2, 3)
    event = {"type": "budget.reached", "tenantId": owner.tenant_id, "budget": kind, "limit": 2, "until": timestamp()}
    for _ in range(2):
        assert consume("on_event_account_mail", event) == failed()
    assert [(one.destinations["ToAddresses"], one.subject) for one in mailbox.sent_messages[2:]] == [
        (["olga@example.com"], subject)
    ]


def test_the_owners_mail_says_until_when_by_the_workspaces_clock(owner: Caller, mailbox: Any, clock: Clock) -> None:
    workspace.update(owner.tenant_id, {"timezone": "America/New_York", "language": "de"})
    until = "2027-01-16T05:00:00.000Z"
    event = {"type": "budget.reached", "tenantId": owner.tenant_id, "budget": "MAILS", "limit": 2000, "until": until}
    assert consume("on_event_account_mail", event) == failed()
    [mail] = mailbox.sent_messages
    assert "heute 2.000 E-Mails gesendet" in mail.body
    assert "warten bis 16. Jan. 2027, 00:00" in mail.body


def test_an_owner_who_has_not_confirmed_their_address_is_not_mailed(owner: Caller, mailbox: Any, clock: Clock) -> None:
    workspace.update(owner.tenant_id, {"confirmation": {"user_id": owner.id, "nonce": "n"}})
    event = {"type": "budget.reached", "tenantId": owner.tenant_id, "budget": "MAILS", "limit": 2, "until": timestamp()}
    assert consume("on_event_account_mail", event) == failed()
    assert mailbox.sent_messages == []


# ── Limits and days ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_console_sees_what_is_used_and_paused(owner: Caller, mailbox: Any, clock: Clock) -> None:
    _set(owner, pushes=1)
    _mailed(owner, 1, 2, 3)
    until = "2027-01-16T00:00:00.000Z"
    assert _budgets(owner) == {
        "ANALYSES": {"used": 0, "limit": 2, "most": 2, "isPaused": False, "resumesAt": until},
        "ASSISTANCE": {"used": 0, "limit": 2, "most": 2, "isPaused": False, "resumesAt": until},
        "MAILS": {"used": 2, "limit": 2, "most": 2, "isPaused": True, "resumesAt": until},
        "PUSHES": {"used": 0, "limit": 1, "most": 2, "isPaused": False, "resumesAt": until},
    }


@pytest.mark.parametrize(("own", "limit"), [(0, 0), (1, 1), (2, 2), (3, 2), (None, 2)])
def test_a_workspace_sets_its_budget_below_the_deployments(
    owner: Caller, mailbox: Any, clock: Clock, own: int | None, limit: int
) -> None:
    _set(owner, mails=own)
    _mailed(owner, 1, 2, 3)
    assert len(_addresses(mailbox)) == _budgets(owner)["MAILS"]["limit"] == limit


def test_a_budget_of_nothing_tells_nobody_and_makes_nothing_wait(
    owner: Caller, mailbox: Any, clock: Clock, changes: Changes
) -> None:
    _set(owner, mails=0)
    _mailed(owner, 1)
    assert _reached(changes) == []
    assert everything_under(f"{owner.tenant_id}#postponed") == []


@pytest.mark.parametrize("stored", ["many", {"mails": "many"}, {"mails": -1}, {"mails": True}, None])
def test_a_stored_budget_that_is_none_stands_for_the_deployments(owner: Caller, clock: Clock, stored: Any) -> None:
    workspace.update(owner.tenant_id, {"settings": {"budgets": stored}})
    assert _budgets(owner)["MAILS"]["limit"] == 2


def test_a_budget_that_is_raised_holds_at_once(owner: Caller, mailbox: Any, clock: Clock) -> None:
    _set(owner, mails=1)
    _mailed(owner, 1, 2)
    _set(owner, mails=None)
    assert not _budgets(owner)["MAILS"]["isPaused"]


def test_the_day_is_the_workspaces_own(owner: Caller, mailbox: Any, clock: Clock) -> None:
    workspace.update(owner.tenant_id, {"timezone": "Asia/Tokyo"})  # where it is 17:00
    _mailed(owner, 1, 2, 3)
    assert _budgets(owner)["MAILS"]["resumesAt"] == "2027-01-15T15:00:00.000Z"
    clock.advance(7 * 3600)
    assert _budgets(owner)["MAILS"]["used"] == 0


def test_workspaces_have_budgets_of_their_own(owner: Caller, mailbox: Any, clock: Clock) -> None:
    _mailed(owner, 1, 2, 3)
    _mailed(a_tenant(), 4)
    assert _addresses(mailbox) == ["ivy1@example.com", "ivy2@example.com", "ivy4@example.com"]
