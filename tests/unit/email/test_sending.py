"""An email is sent once per subject, and never to suppressed addresses."""

import json
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from connextlive.aws import clients
from connextlive.chat import conversation, mailed_code, message
from connextlive.chat.message import Draft
from connextlive.core import urls
from connextlive.core.caller import Caller
from connextlive.core.ids import ago
from connextlive.core.presence import lapses_in
from connextlive.email import links, messages, sending, suppression
from connextlive.email.messages import Email
from connextlive.email.sent_mail import LOCKED_FOR
from connextlive.identity import api_key, invitation, password_reset, presences, tokens, user, workspace
from connextlive.table import writes
from tests.support.builders import (
    Clock,
    Json,
    a_conversation,
    a_delivery,
    a_key,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    consume,
    failed,
    invoke,
)
from tests.support.mails import requests_to_ses
from tools.generate import events
from tools.generate.operations import functions

TENANT = "ten_01HX5ZZKBKACTAV9WEVGEMMVRZ"
OLGA = "olga@example.com"  # a workspace's contact is whoever opened it, until it names another
EMAIL = messages.invitation("en", workspace="Acme", name="Ivy", link="https://app.example.com/x?token=t")


def send(about: str, to: str, reply_to: str | None = "hello@acme.example", tenant_id: str = TENANT) -> None:
    sending.send(EMAIL, to, tenant_id=tenant_id, about=tuple(about.split("#")), reply_to=reply_to)


def sent(mailbox: Any) -> list[Any]:
    found: list[Any] = mailbox.sent_messages
    return found


# ── Once ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_email_about_one_subject_is_sent_once(mailbox: Any) -> None:
    for _ in range(3):
        send("invitation#1", "ivy@example.com")
    send("invitation#2", "ivy@example.com")
    assert len(sent(mailbox)) == 2


def test_what_ses_refused_is_sent_at_the_next_attempt(mailbox: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(email: Email, to: str, reply_to: str | None) -> None:
        raise ConnectTimeoutError(endpoint_url="ses")

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_send", refuse)
        with pytest.raises(ConnectTimeoutError):
            send("invitation#1", "ivy@example.com")
    send("invitation#1", "ivy@example.com")
    assert len(sent(mailbox)) == 1


class Killed(BaseException):
    """The process is killed: nothing after this happens."""


@pytest.fixture
def killed_before_ses(mailbox: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(email: Email, to: str, reply_to: str | None) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_send", die)
        with pytest.raises(Killed):
            send("invitation#1", "ivy@example.com")


@pytest.mark.usefixtures("killed_before_ses")
def test_a_second_sender_waits_while_another_may_be_sending(mailbox: Any) -> None:
    with pytest.raises(RuntimeError, match="Somebody else"):
        send("invitation#1", "ivy@example.com")
    assert sent(mailbox) == []


@pytest.mark.usefixtures("killed_before_ses")
def test_an_email_is_sent_by_another_consumer_after_a_crash(mailbox: Any, clock: Clock) -> None:
    clock.advance(LOCKED_FOR + 1)
    send("invitation#1", "ivy@example.com")
    assert len(sent(mailbox)) == 1


def test_a_renewed_invitation_is_emailed_again(mailbox: Any) -> None:
    owner = a_tenant()
    for _ in range(2):
        ivy = invitation.invite(owner.tenant_id, "Ivy", "ivy@example.com")
        event = {"tenantId": owner.tenant_id, "invitationId": ivy.id}
        assert consume("on_agent_invited", event, event) == failed()
    assert len(sent(mailbox)) == 2


# ── What reaches SES ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def requests(mailbox: Any) -> Iterator[list[Json]]:
    with requests_to_ses() as bodies:
        yield bodies


def of_an_invitation() -> None:
    owner = a_tenant(email=OLGA)
    ivy = invitation.invite(owner.tenant_id, "Ivy", "ivy@example.com")
    consume("on_agent_invited", {"tenantId": owner.tenant_id, "invitationId": ivy.id})


def of_a_reset() -> None:
    anna = an_agent(a_tenant(email=OLGA))
    password_reset.request(user.load(anna.tenant_id, anna.id).email)
    consume("on_event_account_mail", {"type": "user.reset_requested", "tenantId": anna.tenant_id, "userId": anna.id})


def of_an_answer() -> None:
    consume("on_event_visitor_mail", Away().answer())


@pytest.mark.parametrize("mailed", [of_an_invitation, of_a_reset, of_an_answer])
def test_every_email_is_marked_automatic_and_replies_go_to_the_contact(
    mailed: Callable[[], None], requests: list[Json]
) -> None:
    mailed()
    (request,) = requests
    assert {"Name": "Auto-Submitted", "Value": "auto-generated"} in request["Content"]["Simple"]["Headers"]
    assert request["ReplyToAddresses"] == [OLGA]


@pytest.mark.parametrize(
    ("contact", "reply_to"),
    [
        (None, []),
        ("info@straße.example", ["info@xn--strae-oqa.example"]),
        ("groß@acme.example", []),  # SES would refuse the whole mail
        ("kept before..addresses@were.parsed", []),
    ],
)
def test_a_contact_address_that_ses_would_refuse_does_not_block_email(
    contact: str | None, reply_to: list[str], requests: list[Json]
) -> None:
    send("invitation#1", "ivy@example.com", contact)
    assert [request["ReplyToAddresses"] for request in requests] == [reply_to]


def test_an_international_domain_reaches_ses_in_punycode(requests: list[Json]) -> None:
    send("invitation#1", "info@straße.example")
    assert requests[0]["Destination"] == {"ToAddresses": ["info@xn--strae-oqa.example"]}


def test_what_was_stored_and_is_no_address_is_left_out(mailbox: Any, caplog: pytest.LogCaptureFixture) -> None:
    send("invitation#1", "bob@acme..example")
    assert sent(mailbox) == []
    assert [record.message for record in caplog.records] == ["Undeliverable address"]


class Refusing:
    """SES's response to a non-ASCII local part."""

    def __init__(self) -> None:
        self.exceptions = clients.client("sesv2").exceptions

    def send_email(self, **_: Any) -> None:
        raise self.exceptions.BadRequestException({"Error": {"Code": "BadRequestException"}}, "SendEmail")


def test_an_address_that_ses_refuses_is_tried_once(mailbox: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = Refusing()
    monkeypatch.setattr(sending, "client", lambda _: refusing)
    send("invitation#1", "groß@acme.example")
    assert suppression.reason("Groß@acme.example") == "REFUSED"
    answer = call("tenant_agents_invite", a_tenant(), {"name": "G", "email": "groß@acme.example"})
    assert answer[1]["data"] == {"code": "EMAIL_SUPPRESSED"}


def test_other_ses_errors_are_retried(mailbox: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = Refusing()
    monkeypatch.setattr(sending, "client", lambda _: refusing)
    with pytest.raises(ClientError):
        send("invitation#1", "ivy@example.com")
    assert suppression.reason("ivy@example.com") is None


# ── Too much ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_is_mailed_no_more_than_the_limit_by_all_workspaces(
    mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RATE_LIMITS", "mail recipient 3/3600 tenant 100/3600")
    for number in range(5):
        send(f"invitation#{number}", "ivy@example.com", tenant_id=f"ten_{number}")
    send("invitation#5", "jim@example.com", tenant_id="ten_1")
    assert [one.destinations["ToAddresses"] for one in sent(mailbox)] == [["ivy@example.com"]] * 3 + [
        ["jim@example.com"]
    ]


def test_a_workspace_mails_no_more_than_its_limit(mailbox: Any, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setenv("RATE_LIMITS", "mail recipient 100/3600 tenant 3/3600")
    for number in range(5):
        send(f"invitation#{number}", f"ivy{number}@example.com")
    assert len(sent(mailbox)) == 3
    send("invitation#0", "ivy0@example.com")  # delivered again, it counts no more
    clock.advance(1200)
    send("invitation#6", "ivy6@example.com")
    assert len(sent(mailbox)) == 4


# ── The link back ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("https://acme.example", "https://acme.example/?token=T"),
        (
            "https://acme.example/p?preview&size=&q=a%20b#/item/1",
            "https://acme.example/p?preview&size=&q=a%20b&token=T#/item/1",
        ),
        ("https://acme.example/p?token=its-own", "https://acme.example/p?token=its-own&token=T"),
        (
            "https://acme.example/p?a=1;b=2&c=%2F&d=ü#!/x?y=z",
            "https://acme.example/p?a=1;b=2&c=%2F&d=%C3%BC&token=T#!/x?y=z",
        ),
        ("http://localhost:8080/a b", "http://localhost:8080/a%20b?token=T"),
        ('https://acme.example/"><a href=x>', "https://acme.example/%22%3E%3Ca%20href=x%3E?token=T"),
    ],
)
def test_a_link_back_is_the_pages_own_address_and_a_code(page: str, link: str) -> None:
    assert links.to_page(urls.parse(page), "T") == link


@pytest.mark.parametrize(
    ("domains", "page", "begins"),
    [
        (["acme.example"], "https://acme.example/p?size=", "https://acme.example/p?size=&token="),
        ([], "https://acme.example/p", "https://app.example.com/chat/?key="),
        (["acme.example"], "https://elsewhere.example/", "https://app.example.com/chat/?key="),
        (["acme.example"], "javascript:alert(1)//acme.example", "https://app.example.com/chat/?key="),
        (["acme.example"], "https://user:secret@acme.example/", "https://app.example.com/chat/?key="),
        (["*.acme.example"], "https://elsewhere.example\\.acme.example/", "https://app.example.com/chat/?key="),
        (["*.acme.example"], "https://www.acme.example:8080/p", "https://www.acme.example:8080/p?token="),
        (["acme.example"], "", "https://app.example.com/chat/?key="),
    ],
)
def test_an_email_links_to_the_sites_page_or_else_to_our_own(
    domains: list[str], page: str, begins: str, mailbox: Any
) -> None:
    away = Away(domains=domains)
    away.becomes(current_url=page)
    consume("on_event_visitor_mail", away.answer())
    link = unescape(sent(mailbox)[0].body.partition('<a href="')[2].partition('"')[0])
    assert link.startswith(begins)
    redeemed = mailed_code.redeem(away.owner.tenant_id, link.rpartition("token=")[2])
    assert redeemed is not None
    assert redeemed.visitor.id == away.vera.id


def test_a_link_back_works_for_three_days(mailbox: Any, clock: Clock) -> None:
    away = Away()
    consume("on_event_visitor_mail", away.answer())
    code = unescape(sent(mailbox)[0].body.partition('<a href="')[2].partition('"')[0]).rpartition("token=")[2]
    clock.advance(mailed_code.LIVES - 60)
    assert mailed_code.redeem(away.owner.tenant_id, code) is not None
    clock.advance(61)
    assert mailed_code.redeem(away.owner.tenant_id, code) is None


def test_our_own_page_opens_the_widget_and_no_other_page_does(mailbox: Any) -> None:
    away = Away(domains=["acme.example"])
    key = api_key.page_key(away.owner.tenant_id, away.key.id)
    body = {"visitorId": away.vera.id, "visitorToken": tokens.issue(away.claims())[0]}

    def answer(origin: str) -> tuple[int, Json]:
        return call("widget_sessions_create", None, body, headers={"X-API-Key": key, "Origin": origin})

    status, session = answer("https://app.example.com")
    assert (status, session["visitor"]["id"], session["conversation"]["id"]) == (200, away.vera.id, away.id)
    for origin in ("https://acme.example", "https://elsewhere.example"):
        assert answer(origin) == an_error(403, "This origin may not use the API key", {"code": "ORIGIN_NOT_ALLOWED"})
    api_key.delete(away.owner.tenant_id, away.key.id)
    assert answer("https://app.example.com") == an_error(401, "Invalid API key")


# ── Visitors who have left ───────────────────────────────────────────────────────────────────────────────────────────


class Away:
    """A visitor who left, and an agent who replies."""

    def __init__(self, domains: Sequence[str] = (), **settings: Any) -> None:
        self.owner = a_tenant(company="Acme")
        workspace.update(self.owner.tenant_id, {"contact_email": OLGA, "settings": {"widget": settings}})
        self.anna = an_agent(self.owner)
        self.key, _ = a_key(self.owner, domains)
        self.vera = a_visitor(self.owner, self.key, user_email="vera@example.com")
        self.id = a_conversation(self.owner, by=self.vera)
        self.leave(600)

    def claims(self) -> tokens.Claims:
        return tokens.Claims(self.owner.tenant_id, self.vera.id, "VISITOR", key_id=self.key.id)

    def leave(self, seconds_ago: float) -> None:
        key = presences.key(self.owner.tenant_id, self.vera.id)
        writes.set_fields(*key, {"seen_at": ago(seconds_ago)})

    def becomes(self, **facts: str) -> None:
        writes.set_fields(f"{self.owner.tenant_id}#{self.vera.id}", "visitor", facts)

    def answer(self, text: str = "Yes, we do.") -> Json:
        draft = Draft(text)
        said, _ = message.send_as_agent(self.owner.tenant_id, self.id, self.anna.id, draft)
        return {"tenantId": self.owner.tenant_id, "conversationId": self.id, "messageId": said.id}


def test_a_visitor_who_left_gets_what_they_have_not_seen_once(mailbox: Any) -> None:
    away = Away()
    first, second = away.answer("Yes, <b>we do</b>."), away.answer("By ship.")
    assert consume("on_event_visitor_mail", first, second, first) == failed()
    (one,) = sent(mailbox)
    assert one.subject == "New reply from Acme"
    assert "Yes, &lt;b&gt;we do&lt;/b&gt;." in one.body
    assert "By ship." in one.body
    assert "Anna Agent" in one.body


@pytest.mark.parametrize(
    ("settings", "mails"),
    [
        ({"notifications": {"email": False}}, 0),
        ({"notifications": {"email": "off"}}, 1),
        ({"notifications": "off"}, 1),
        ({"widget": "dark"}, 1),
        ({"widget": {"showAgentNames": "no"}, "notifications": None}, 1),
    ],
)
def test_the_workspace_turns_off_emails_to_visitors_and_an_invalid_setting_does_not(
    mailbox: Any, settings: Json, mails: int
) -> None:
    away = Away()
    workspace.update(away.owner.tenant_id, {"settings": settings})
    assert consume("on_event_visitor_mail", away.answer()) == failed()
    assert len(sent(mailbox)) == mails


def test_names_of_agents_stay_inside_where_the_widget_hides_them(mailbox: Any) -> None:
    away = Away(showAgentNames=False)
    consume("on_event_visitor_mail", away.answer())
    assert "Anna Agent" not in sent(mailbox)[0].body


def test_a_visitor_who_left_again_is_emailed_again(mailbox: Any) -> None:
    away = Away()
    consume("on_event_visitor_mail", away.answer())
    away.leave(300)
    consume("on_event_visitor_mail", away.answer("Are you there?"))
    assert len(sent(mailbox)) == 2


def test_an_online_visitor_is_emailed_once_they_have_left(mailbox: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sqs = clients.client("sqs")
    queue = sqs.create_queue(QueueName="OnEventVisitorMailQueue")["QueueUrl"]
    monkeypatch.setenv("EMAIL_QUEUE_URL", queue)
    monkeypatch.setattr("connextlive.lambdas.queue.LONGEST_DELAY", 0)
    here = Away()
    first, second = here.answer(), here.answer("By ship.")
    here.leave(20)
    assert consume("on_event_visitor_mail", first, second) == failed()
    assert sent(mailbox) == []
    (queued,) = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert json.loads(queued["Body"])["detail"]["messageId"] == first["messageId"]
    here.leave(61)
    assert consume("on_event_visitor_mail", json.loads(queued["Body"])["detail"]) == failed()
    (one,) = sent(mailbox)
    assert "By ship." in one.body


def test_who_was_seen_so_long_ago_lapses_then(clock: Clock) -> None:
    assert [lapses_in(ago(seconds)) for seconds in (0, 20, 61)] == [60, 40, 0]


def test_nobody_who_has_seen_it_or_left_no_address_is_emailed(mailbox: Any) -> None:
    seen, unknown = Away(), Away()
    events_ = [one.answer() for one in (seen, unknown)]
    message.mark_read(seen.owner.tenant_id, seen.id, "VISITOR")
    seen.leave(600)
    unknown.becomes(user_email="")
    assert consume("on_event_visitor_mail", *events_) == failed()
    assert sent(mailbox) == []


def test_a_deleted_conversation_is_not_mailed_about(mailbox: Any) -> None:
    away = Away()
    event = away.answer()
    conversation.delete(away.owner.tenant_id, away.id)
    assert consume("on_event_visitor_mail", event) == failed()
    assert sent(mailbox) == []


# ── Bounces and complaints ───────────────────────────────────────────────────────────────────────────────────────────


def bounced(**bounce: Any) -> Json:
    """SES's bounce event, as in the sample."""
    (function,) = [one for one in functions() if one.folder.name == "on_mail_bounced"]
    delivery: Json = events.queued(function)
    body = json.loads(delivery["Records"][0]["body"])
    body["detail"]["bounce"] |= bounce
    delivery["Records"][0]["body"] = json.dumps(body)
    return delivery


def complained(**complaint: Any) -> Json:
    detail = {
        "eventType": "Complaint",
        "complaint": {
            "complainedRecipients": [{"emailAddress": "Ivy Jones <Ivy@Example.com>"}],
            "timestamp": "2026-01-31T09:30:00.123Z",
            "complaintFeedbackType": "abuse",
            **complaint,
        },
    }
    return a_delivery(detail)


def told(delivery: Json) -> Json:
    answer: Json = invoke("on_mail_bounced", delivery)
    return answer


def test_an_address_that_does_not_exist_receives_no_more_email(mailbox: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    send("invitation#1", "nobody@example.com")
    assert told(bounced()) == failed()
    send("invitation#2", "Nobody@Example.com")
    assert len(sent(mailbox)) == 1
    assert suppression.reason("nobody@example.com") == "BOUNCE"
    (line,) = [record for record in caplog.records if record.message == "Mail suppressed"]
    said = {name: getattr(line, name) for name in ("reason", "to", "tenant_id")}
    assert said == {"reason": "BOUNCE", "to": "N…@Example.com", "tenant_id": TENANT}


def test_a_complaint_suppresses_further_email(mailbox: Any) -> None:
    assert told(complained()) == failed()
    send("invitation#1", "ivy@example.com")
    assert sent(mailbox) == []
    assert suppression.reason("ivy@example.com") == "COMPLAINT"


@pytest.mark.parametrize(
    "delivery",
    [bounced(bounceType="Transient", bounceSubType="MailboxFull"), complained(complaintFeedbackType="not-spam")],
    ids=["a full mailbox", "a complaint taken back"],
)
def test_what_passes_does_not_suppress(mailbox: Any, delivery: Json) -> None:
    assert told(delivery) == failed()
    send("invitation#1", "nobody@example.com")
    send("invitation#2", "ivy@example.com")
    assert len(sent(mailbox)) == 2


def test_the_first_reason_stays(cloud: None) -> None:
    ivy = {"emailAddress": "ivy@example.com"}
    for delivery in (complained(), bounced(bouncedRecipients=[ivy]), complained()):
        assert told(delivery) == failed()
    assert suppression.reason("ivy@example.com") == "COMPLAINT"


def test_a_failed_bounce_event_is_redelivered(
    cloud: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: str) -> None:
        raise ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "PutItem")

    monkeypatch.setattr(suppression, "add", fail)
    delivery = bounced()
    assert told(delivery) == failed(delivery["Records"][0]["messageId"])
    (line,) = caplog.records
    assert line.__dict__["event_id"] == json.loads(delivery["Records"][0]["body"])["id"]


def test_nobody_is_invited_at_an_address_that_bounced(cloud: None) -> None:
    told(bounced())
    owner = a_tenant()
    answer = call("tenant_agents_invite", owner, {"name": "Nobody", "email": "Nobody@example.com"})
    words = "E-mail to this address bounced or was reported as spam: use another one"
    assert answer == an_error(400, words, {"code": "EMAIL_SUPPRESSED"})
    assert invitation.all_of(owner.tenant_id) == []


def test_inviting_a_member_is_refused_as_such_first(cloud: None) -> None:
    suppression.add("olga@example.com", "BOUNCE", ago(0))
    owner: Caller = a_tenant(email="olga@example.com")
    answer = call("tenant_agents_invite", owner, {"name": "Olga", "email": "olga@example.com"})
    assert answer[1]["data"] == {"code": "ALREADY_MEMBER"}
