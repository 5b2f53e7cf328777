"""Visitors have the transcript that somebody asked for, and of a resolved conversation what the workspace wants them to
have: once, at their own address, and nothing that they cannot read in the widget."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connextlive.aws import clients
from connextlive.chat import conversation, mailed_rating, message, visitor
from connextlive.chat.message import Draft
from connextlive.core.uploads import UploadedFile
from connextlive.email import suppression
from connextlive.identity import workspace
from connextlive.table import writes
from tests.support.builders import (
    PDF,
    Clock,
    Json,
    a_key,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    consume,
    failed,
)

VERA = "vera@example.com"
RESOLVED, ASKED = {"type": "conversation.resolved"}, {"type": "conversation.transcript_requested"}


class Talk:
    """A visitor with an address, and an agent who has answered them."""

    def __init__(self, email: str | None = VERA, mail: Json | None = None) -> None:
        self.owner = a_tenant(company="Acme")
        self.tenant_id = self.owner.tenant_id
        self.settings({"mail": mail or {}})
        self.anna = an_agent(self.owner)
        self.key, _ = a_key(self.owner)
        self.vera = a_visitor(self.owner, self.key, **({"user_email": email} if email else {}))
        _, opened = message.send_as_visitor(self.vera, Draft("Do you ship to <b>Norway</b>?"))
        self.id = opened.id
        self.say("Yes, we do.")

    def settings(self, settings: Json) -> None:
        workspace.update(self.tenant_id, {"settings": settings})

    def say(self, text: str, **more: Any) -> message.Message:
        said, _ = message.send_as_agent(self.tenant_id, self.id, self.anna.id, Draft(text, **more))
        return said

    def resolve(self) -> None:
        assert call("agent_conversations_resolve", self.anna, id=self.id)[0] == 200

    def leave(self) -> None:
        visitor.left(self.tenant_id, self.vera.id)

    def ends(self) -> None:
        """It is resolved, the visitor leaves, and the event comes."""
        self.resolve()
        self.leave()
        self.tell(RESOLVED)

    def tell(self, event: Json, times: int = 1, event_id: str = "evt_1") -> None:
        ids = {"tenantId": self.tenant_id, "conversationId": self.id, "visitorId": self.vera.id, "eventId": event_id}
        assert consume("on_event_visitor_mail", *[ids | event] * times) == failed()

    @property
    def token(self) -> str:
        return mailed_rating.token(conversation.load(self.tenant_id, self.id))


@pytest.fixture
def mails(mailbox: Any, monkeypatch: pytest.MonkeyPatch) -> list[Json]:
    """What SES was asked to send."""
    found: list[Json] = []
    ses = clients.client("sesv2")
    monkeypatch.setattr(ses, "send_email", lambda **request: found.append(request))
    return found


def text(mail: Json, form: str = "Text") -> str:
    said: str = mail["Content"]["Simple"]["Body"][form]["Data"]
    return said


def subject(mail: Json) -> str:
    said: str = mail["Content"]["Simple"]["Subject"]["Data"]
    return said


# ── Transcripts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_transcript_has_what_the_visitor_can_read_and_nothing_else(mails: list[Json], bucket: Any) -> None:
    talk = Talk()
    talk.say("A note: they are rude", is_internal=True)
    wrong = talk.say("The wrong price")
    talk.say("", uploaded=[UploadedFile("terms.pdf", PDF), UploadedFile("old.pdf", PDF)])
    found, _ = message.page(talk.tenant_id, talk.id, 50)
    (kept, old) = found[-1]["attachments"]
    gone = {"attachments": [kept, old | {"removed_at": "2027-01-15T09:00:00.000Z"}]}
    writes.set_fields(f"{talk.tenant_id}#{talk.id}", f"message#{found[-1]['id']}", gone)
    writes.set_fields(f"{talk.tenant_id}#{talk.id}", f"message#{wrong.id}", {"deleted_at": "2027-01-15T09:00:00.000Z"})
    talk.tell(ASKED)
    (mail,) = mails
    assert mail["Destination"] == {"ToAddresses": [VERA]}
    assert subject(mail) == "Your conversation with Acme"
    for said in ("Do you ship to <b>Norway</b>?", "Yes, we do.", "terms.pdf", "Anna Agent", "Vera Visitor"):
        assert said in text(mail)
    for hidden in ("rude", "wrong price", "old.pdf", "token="):
        assert hidden not in text(mail) + text(mail, "Html")
    assert "Do you ship to &lt;b&gt;Norway&lt;/b&gt;?" in text(mail, "Html")


def test_a_transcript_is_mailed_once_however_often_the_event_comes(mails: list[Json]) -> None:
    talk = Talk()
    talk.tell(ASKED, times=3)
    assert len(mails) == 1
    talk.tell(ASKED, event_id="evt_2")  # somebody has asked again
    assert len(mails) == 2


def test_a_transcript_is_in_the_thread_of_its_conversation(mails: list[Json]) -> None:
    talk = Talk()
    talk.tell(ASKED)
    headers = {one["Name"]: one["Value"] for one in mails[0]["Content"]["Simple"]["Headers"]}
    thread = f"<{talk.id}@example.com>"
    assert headers == {"Auto-Submitted": "auto-generated", "In-Reply-To": thread, "References": thread}


def test_a_long_conversation_is_mailed_without_its_beginning(
    mails: list[Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk()
    talk.say("The end.")
    monkeypatch.setattr("connextlive.chat.transcript_mail.MOST", 2)
    talk.tell(ASKED)
    assert "It was long, so its beginning is left out." in text(mails[0])
    assert "Norway" not in text(mails[0])
    assert "The end." in text(mails[0])


def test_names_of_agents_are_left_out_where_the_widget_hides_them(mails: list[Json]) -> None:
    talk = Talk()
    talk.settings({"widget": {"showAgentNames": False}})
    talk.tell(ASKED)
    assert "Anna Agent" not in text(mails[0]) + text(mails[0], "Html")


def test_no_transcript_goes_to_an_address_that_mail_came_back_from(mails: list[Json]) -> None:
    talk = Talk()
    suppression.add(VERA, "BOUNCE", "2027-01-15T08:00:00.000Z")
    talk.tell(ASKED)
    assert mails == []
    refused = an_error(400, "E-mail to this address bounced or was reported as spam", {"code": "EMAIL_SUPPRESSED"})
    assert call("agent_conversations_mail_transcript", talk.anna, id=talk.id) == refused


def test_a_workspace_without_a_budget_for_mails_sends_no_transcript(mails: list[Json]) -> None:
    talk = Talk()
    talk.settings({"budgets": {"mails": 0}})
    talk.tell(ASKED)
    assert mails == []


# ── Asking for one ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_address_that_a_visitor_gives_is_theirs_from_then_on(cloud: None) -> None:
    talk = Talk(email=None)
    ask = "widget_conversations_mail_transcript"
    assert call(ask, talk.vera, {}) == an_error(400, "An e-mail address is needed", {"code": "NO_ADDRESS"})
    assert call(ask, talk.vera, {"email": VERA}) == (200, {"email": VERA})
    now = conversation.load(talk.tenant_id, talk.id)
    assert now.visitor.get("user_email") == VERA
    assert now.transcript_asked_at is not None
    assert call(ask, talk.vera, {}) == (200, {"email": VERA})


def test_whom_the_site_vouches_for_gets_mail_at_the_address_of_their_account_only(cloud: None) -> None:
    talk = Talk()
    writes.set_fields(f"{talk.tenant_id}#{talk.vera.id}", "visitor", {"is_verified": True})
    ask = "widget_conversations_mail_transcript"
    message_ = "The transcript is sent only to the address of your account"
    assert call(ask, talk.vera, {"email": "x@example.com"}) == an_error(400, message_, {"code": "NOT_YOUR_ADDRESS"})
    assert call(ask, talk.vera, {"email": VERA.upper()}) == (200, {"email": VERA})


def test_what_nobody_has_answered_is_mailed_to_nobody(cloud: None) -> None:
    of = a_tenant()
    spammer = a_visitor(of)
    message.send_as_visitor(spammer, Draft("Buy this"))
    answer = call("widget_conversations_mail_transcript", spammer, {"email": "victim@example.com"})
    assert answer == an_error(400, "Nobody has answered yet", {"code": "NOT_ANSWERED"})


def test_a_transcript_is_asked_for_five_times_in_a_quarter_of_an_hour(cloud: None, clock: Clock) -> None:
    talk = Talk()
    asked = [call("widget_conversations_mail_transcript", talk.vera, {})[0] for _ in range(6)]
    assert asked == [200] * 5 + [429]
    clock.advance(15 * 60 + 1)
    assert call("agent_conversations_mail_transcript", talk.anna, id=talk.id)[0] == 200


def test_an_agent_has_it_mailed_to_the_address_that_is_known(cloud: None) -> None:
    known, unknown = Talk(), Talk(email=None)
    assert call("agent_conversations_mail_transcript", known.anna, id=known.id) == (200, {"email": VERA})
    refused = an_error(400, "The visitor’s e-mail address is not known", {"code": "NO_ADDRESS"})
    assert call("agent_conversations_mail_transcript", unknown.anna, id=unknown.id) == refused


# ── At the end ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mail", "subjects", "asks"),
    [
        ({}, [], False),
        ({"transcript": True}, ["Your conversation with Acme"], False),
        ({"rating": True}, ["How was your conversation with Acme?"], True),
        ({"transcript": True, "rating": True}, ["Your conversation with Acme"], True),
    ],
)
def test_the_workspace_says_what_is_mailed_at_the_end_in_one_mail(
    mail: Json, subjects: list[str], asks: bool, mails: list[Json]
) -> None:
    talk = Talk(mail=mail)
    talk.ends()
    talk.tell(RESOLVED, event_id="evt_again")
    assert list(map(subject, mails)) == subjects
    assert any(talk.token in text(one) and f"{talk.token}&amp;score=5" in text(one, "Html") for one in mails) == asks


def test_it_is_mailed_once_for_each_time_that_it_is_resolved(mails: list[Json], clock: Clock) -> None:
    talk = Talk(mail={"rating": True})
    talk.ends()
    clock.advance(60)
    message.send_as_visitor(talk.vera, Draft("One more thing"))
    talk.tell(RESOLVED)  # late: it goes on
    assert len(mails) == 1
    talk.ends()
    assert len(mails) == 2


def test_who_has_rated_is_not_asked(mails: list[Json]) -> None:
    talk = Talk(mail={"rating": True})
    talk.resolve()
    assert call("widget_conversations_rate", talk.vera, {"score": 4})[0] == 200
    talk.leave()
    talk.tell(RESOLVED)
    assert mails == []


def test_who_is_still_there_is_asked_when_they_have_left(mails: list[Json], monkeypatch: pytest.MonkeyPatch) -> None:
    sqs = clients.client("sqs")
    queue = sqs.create_queue(QueueName="OnEventVisitorMailQueue")["QueueUrl"]
    monkeypatch.setenv("EMAIL_QUEUE_URL", queue)
    monkeypatch.setattr("connextlive.lambdas.queue.LONGEST_DELAY", 0)
    talk = Talk(mail={"rating": True})
    talk.resolve()
    talk.tell(RESOLVED)
    assert mails == []
    assert len(sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]) == 1
    talk.leave()
    talk.tell(RESOLVED)
    assert len(mails) == 1


# ── The rating ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_mails_link_leads_to_the_page_and_its_token_rates_once(mails: list[Json]) -> None:
    talk = Talk(mail={"rating": True})
    talk.ends()
    link = next(word for word in text(mails[0]).split() if "/rating/" in word)
    assert urlsplit(link).path == "/rating/"
    token = parse_qs(urlsplit(link).query)["token"][0]
    assert call("ratings_create", body={"token": token, "score": 5, "comment": "Quick!"}) == (200, {"score": 5})
    rating = conversation.load(talk.tenant_id, talk.id).rating
    assert rating is not None
    assert (rating["score"], rating["comment"], rating["agent_id"]) == (5, "Quick!", talk.anna.id)
    again = an_error(400, "This conversation has been rated already", {"code": "ALREADY_RATED"})
    assert call("ratings_create", body={"token": token, "score": 1}) == again


def test_a_token_is_for_its_closing_only(cloud: None, clock: Clock) -> None:
    talk = Talk()
    talk.resolve()
    token = talk.token
    clock.advance(60)
    message.send_as_visitor(talk.vera, Draft("One more thing"))
    refused = an_error(400, "Only a closed conversation can be rated", {"code": "CONVERSATION_NOT_CLOSED"})
    assert call("ratings_create", body={"token": token, "score": 5}) == refused
    talk.resolve()
    assert call("ratings_create", body={"token": token, "score": 5}) == refused


def test_a_token_ends_after_thirty_days(cloud: None, clock: Clock) -> None:
    talk = Talk()
    talk.resolve()
    token = talk.token
    clock.advance(mailed_rating.LIVES + 1)
    assert call("ratings_create", body={"token": token, "score": 5}) == an_error(404, "Rating not found")


def test_what_is_not_our_token_rates_nothing(cloud: None) -> None:
    talk, other = Talk(), Talk()
    for one in (talk, other):
        one.resolve()
    parts, others = talk.token.split("."), other.token.split(".")
    forged = ["", "x", "é.é.é.é", ".".join([*parts[:3], "0" * 64]), ".".join([parts[0], *others[1:]])]
    forged += [".".join([*parts[:2], "9" * 15, parts[3]]), ".".join([*parts[:2], "²", parts[3]])]
    for token in forged:
        assert call("ratings_create", body={"token": token, "score": 5}) == an_error(404, "Rating not found")
    assert conversation.load(talk.tenant_id, talk.id).rating is None


# ── What they have not seen ──────────────────────────────────────────────────────────────────────────────────────────


def test_who_has_seen_the_last_reply_is_not_mailed_that_the_conversation_is_resolved(mails: list[Json]) -> None:
    talk = Talk()
    said = talk.say("You are welcome.")
    message.mark_read(talk.tenant_id, talk.id, "VISITOR")
    talk.resolve()
    talk.leave()
    talk.tell({"type": "message.created", "messageId": said.id, "senderType": "AGENT"})
    assert mails == []
